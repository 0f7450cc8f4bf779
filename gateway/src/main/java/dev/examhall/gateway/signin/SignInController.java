package dev.examhall.gateway.signin;

import dev.examhall.gateway.GatewayProperties;
import dev.examhall.gateway.limit.RateLimiter;
import dev.examhall.gateway.limit.RateLimits;
import dev.examhall.gateway.session.SessionCookie;
import dev.examhall.gateway.session.SessionReader;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Answers;
import dev.examhall.gateway.web.Client;
import dev.examhall.gateway.web.RouteName;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.TransactionException;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Signing in and out by form. */
@Controller
class SignInController {

  private static final Logger log = LoggerFactory.getLogger(SignInController.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final SignInPerson people;
  private final SessionReader sessions;
  private final SessionCookie cookies;
  private final Answers answers;
  private final RateLimiter rate;
  private final Duration bodyWithin;
  private final boolean organisation;

  SignInController(
      SignInPerson people,
      SessionReader sessions,
      SessionCookie cookies,
      Answers answers,
      RateLimits rates,
      GatewayProperties properties,
      Environment environment) {
    this.people = people;
    this.sessions = sessions;
    this.cookies = cookies;
    this.answers = answers;
    this.rate = rates.of("sign-in", properties.limits().signIn());
    this.organisation = environment.containsProperty("examhall.gateway.oidc.issuer");
    this.bodyWithin = properties.limits().bodyWithin();
  }

  @GetMapping("/sign-in")
  Mono<Void> form(ServerWebExchange exchange) {
    RouteName.set(exchange, "sign-in");
    MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
    if (query.containsKey("signed-out")) {
      return answers.page(exchange, HttpStatus.OK, SignInPages.signedOut());
    }
    return show(
        exchange,
        HttpStatus.OK,
        query.getFirst("next"),
        "",
        query.containsKey("refused") ? SignInPages.refusedByOrganisation() : null);
  }

  @PostMapping(path = "/sign-in", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<Void> signIn(ServerWebExchange exchange) {
    RouteName.set(exchange, "sign-in");
    return rate.take(Client.of(exchange).address())
        .flatMap(
            wait ->
                wait.isZero()
                    ? sent(exchange).flatMap(form -> signIn(exchange, form))
                    : answers.tooManyRequests(exchange, rate, wait));
  }

  private Mono<Void> signIn(ServerWebExchange exchange, MultiValueMap<String, String> form) {
    String username = text(form, "username");
    String next = form.getFirst("next");
    return people
        .signIn(username, text(form, "password"), Client.of(exchange).address())
        .timeout(LONGEST)
        .flatMap(
            result ->
                switch (result) {
                  case SignInResult.Done done -> enter(exchange, done.session(), next);
                  case SignInResult.Refused refused ->
                      show(
                          exchange, HttpStatus.UNAUTHORIZED, next, username, SignInPages.refused());
                  case SignInResult.Wait wait -> {
                    exchange
                        .getResponse()
                        .getHeaders()
                        .set(HttpHeaders.RETRY_AFTER, Long.toString(wait.time().toSeconds() + 1));
                    yield show(
                        exchange,
                        HttpStatus.TOO_MANY_REQUESTS,
                        next,
                        username,
                        SignInPages.wait(wait.time()));
                  }
                })
        .onErrorResume(
            RejectedExecutionException.class,
            full ->
                show(exchange, HttpStatus.SERVICE_UNAVAILABLE, next, username, SignInPages.busy()))
        .onErrorResume(SignInController::outage, error -> unavailable(exchange, error));
  }

  private Mono<Void> enter(ServerWebExchange exchange, SignedIn session, @Nullable String next) {
    exchange.getResponse().addCookie(cookies.of(session));
    return answers.redirect(exchange, HttpStatus.SEE_OTHER, StartPage.of(next, session.roles()));
  }

  @GetMapping("/sign-out")
  Mono<Void> askToSignOut(ServerWebExchange exchange) {
    RouteName.set(exchange, "sign-out");
    return sessions
        .read(exchange)
        .map(SignInPages::signOut)
        .defaultIfEmpty(SignInPages.signedOut())
        .flatMap(page -> answers.page(exchange, HttpStatus.OK, page));
  }

  @PostMapping("/sign-out")
  Mono<Void> signOut(ServerWebExchange exchange) {
    RouteName.set(exchange, "sign-out");
    return sent(exchange)
        .map(form -> form.containsKey("everywhere"))
        .flatMap(
            everywhere ->
                sessions
                    .read(exchange)
                    .flatMap(
                        session ->
                            everywhere
                                ? people.signOutEverywhere(session)
                                : people.signOut(session)))
        .timeout(LONGEST)
        .then(
            Mono.defer(
                () -> {
                  exchange.getResponse().addCookie(cookies.gone());
                  return answers.redirect(exchange, HttpStatus.SEE_OTHER, "/sign-in?signed-out");
                }))
        .onErrorResume(SignInController::outage, error -> unavailable(exchange, error));
  }

  private Mono<MultiValueMap<String, String>> sent(ServerWebExchange exchange) {
    return exchange
        .getFormData()
        .timeout(bodyWithin)
        .onErrorMap(
            TimeoutException.class,
            slow -> new ResponseStatusException(HttpStatus.REQUEST_TIMEOUT));
  }

  private Mono<Void> show(
      ServerWebExchange exchange,
      HttpStatus status,
      @Nullable String next,
      String username,
      @Nullable String wrong) {
    return answers.page(
        exchange,
        status,
        SignInPages.form(LocalPath.of(next).orElse(null), username, wrong, organisation));
  }

  private Mono<Void> unavailable(ServerWebExchange exchange, Throwable error) {
    log.warn("Signing in or out failed: {}", error.toString());
    return answers.unavailable(
        exchange, "Signing in and out", "Nobody who is signed in is signed out by this.");
  }

  private static boolean outage(Throwable error) {
    return error instanceof DataAccessException
        || error instanceof TransactionException
        || error instanceof R2dbcException
        || error instanceof TimeoutException;
  }

  private static String text(MultiValueMap<String, String> form, String name) {
    String value = form.getFirst(name);
    return value == null ? "" : value;
  }
}
