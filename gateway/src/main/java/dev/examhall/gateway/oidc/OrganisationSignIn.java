package dev.examhall.gateway.oidc;

import dev.examhall.gateway.session.SessionCookie;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.signin.OrganisationPerson;
import dev.examhall.gateway.signin.StartPage;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.RouteName;
import dev.examhall.identity.Role;
import io.r2dbc.spi.R2dbcException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Begins a session for whom the provider vouches, or says why there is none. */
@Component
@ConditionalOnProperty("examhall.gateway.oidc.issuer")
final class OrganisationSignIn
    implements ServerAuthenticationSuccessHandler, ServerAuthenticationFailureHandler {

  private static final Logger log = LoggerFactory.getLogger(OrganisationSignIn.class);
  private static final String ROUTE = "sign-in-organisation";

  private final OidcProperties properties;
  private final OrganisationPerson people;
  private final SessionCookie cookies;
  private final Answers answers;

  OrganisationSignIn(
      OidcProperties properties,
      OrganisationPerson people,
      SessionCookie cookies,
      Answers answers) {
    this.properties = properties;
    this.people = people;
    this.cookies = cookies;
    this.answers = answers;
  }

  @Override
  public Mono<Void> onAuthenticationSuccess(
      WebFilterExchange filtered, Authentication authentication) {
    ServerWebExchange exchange = filtered.getExchange();
    RouteName.set(exchange, ROUTE);
    if (!(authentication.getPrincipal() instanceof OidcUser person)) {
      return answers.forbidden(exchange);
    }
    Set<Role> roles = properties.rolesOf(person.getClaim(properties.rolesClaim()));
    if (roles.isEmpty()) {
      log.info("Somebody of the organisation has none of the roles");
      return answers.forbidden(exchange);
    }
    String subject = String.valueOf(person.getSubject());
    String name = person.getFullName();
    return people
        .signIn(String.valueOf(person.getIssuer()), subject, name == null ? subject : name, roles)
        .map(Optional::of)
        .defaultIfEmpty(Optional.empty())
        .flatMap(
            session ->
                session
                    .map(known -> enter(exchange, known))
                    .orElseGet(() -> answers.forbidden(exchange)))
        .onErrorResume(
            error ->
                error instanceof DataAccessException
                    || error instanceof TransactionException
                    || error instanceof R2dbcException,
            error -> unavailable(exchange, error));
  }

  private Mono<Void> enter(ServerWebExchange exchange, SignedIn session) {
    exchange.getResponse().addCookie(cookies.of(session));
    return answers.redirect(
        exchange,
        HttpStatus.SEE_OTHER,
        StartPage.of(RequestCookie.next(exchange), session.roles()));
  }

  @Override
  public Mono<Void> onAuthenticationFailure(
      WebFilterExchange filtered, AuthenticationException failure) {
    ServerWebExchange exchange = filtered.getExchange();
    RouteName.set(exchange, ROUTE);
    log.warn("The organisation's answer was refused: {}", failure.toString());
    return answers.redirect(exchange, HttpStatus.SEE_OTHER, "/sign-in?refused");
  }

  Mono<Void> nothingHere(ServerWebExchange exchange) {
    return answers.notFound(exchange);
  }

  private Mono<Void> unavailable(ServerWebExchange exchange, Throwable error) {
    log.warn("Signing in with the organisation failed: {}", error.toString());
    return answers.unavailable(
        exchange, "Signing in", "Nobody who is signed in is signed out by this.");
  }
}
