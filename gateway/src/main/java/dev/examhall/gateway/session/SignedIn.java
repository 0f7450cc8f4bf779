package dev.examhall.gateway.session;

import dev.examhall.identity.Role;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ServerWebExchange;

/**
 * A signed-in person's session, as the cookie carries it.
 *
 * @param sessionId the session's own id
 * @param accountId who signed in
 * @param name the name to show
 * @param roles all roles of the account at sign-in
 * @param signedInAt when the password was checked
 * @param expiresAt when the session ends whatever happens
 * @param confirmedAt when the session was last known not to be ended
 * @param recorded whether the session's record was written to Redis
 */
public record SignedIn(
    UUID sessionId,
    UUID accountId,
    String name,
    Set<Role> roles,
    Instant signedInAt,
    Instant expiresAt,
    Instant confirmedAt,
    boolean recorded) {

  private static final String ATTRIBUTE = SignedIn.class.getName();

  public SignedIn {
    roles = Set.copyOf(roles);
  }

  /** Who sent the request; null when nobody is signed in or the route does not ask. */
  public static @Nullable SignedIn of(ServerWebExchange exchange) {
    return exchange.getAttribute(ATTRIBUTE);
  }

  /** Makes the session known to the filters after this one. */
  public void attachTo(ServerWebExchange exchange) {
    exchange.getAttributes().put(ATTRIBUTE, this);
  }

  SignedIn confirmed(Instant at, boolean isRecorded) {
    return new SignedIn(sessionId, accountId, name, roles, signedInAt, expiresAt, at, isRecorded);
  }
}
