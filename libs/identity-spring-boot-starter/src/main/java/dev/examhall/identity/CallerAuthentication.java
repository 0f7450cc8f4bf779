package dev.examhall.identity;

import java.util.Collection;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** A verified caller in Spring Security's terms. */
final class CallerAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  CallerAuthentication(Caller caller) {
    super(authorities(caller));
    this.caller = caller;
    setAuthenticated(true);
  }

  private static Collection<? extends GrantedAuthority> authorities(Caller caller) {
    return switch (caller) {
      case Caller.Person person ->
          person.roles().stream().map(r -> new SimpleGrantedAuthority(r.authority())).toList();
      case Caller.Service service -> List.of(new SimpleGrantedAuthority("ROLE_" + Caller.SERVICE));
      case Caller.Visitor visitor -> List.of(new SimpleGrantedAuthority("ROLE_" + Caller.VISITOR));
    };
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return caller;
  }

  @Override
  public String getName() {
    return switch (caller) {
      case Caller.Person person -> person.id();
      case Caller.Service service -> service.id();
      case Caller.Visitor visitor -> "visitor";
    };
  }
}
