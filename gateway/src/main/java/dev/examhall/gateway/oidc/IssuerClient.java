package dev.examhall.gateway.oidc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Reads where the provider's endpoints are when somebody first signs in with it, so that the
 * gateway starts and serves everybody else while the provider is gone.
 */
final class IssuerClient implements ReactiveClientRegistrationRepository {

  /** The one registration. */
  static final String ID = "organisation";

  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final OidcProperties properties;
  private final String issuer;
  private final Scheduler blocking = Schedulers.newBoundedElastic(2, 20, "oidc-discovery");
  private final AtomicReference<@Nullable ClientRegistration> known = new AtomicReference<>();

  IssuerClient(OidcProperties properties, String issuer) {
    this.properties = properties;
    this.issuer = issuer;
  }

  @Override
  public Mono<ClientRegistration> findByRegistrationId(String registrationId) {
    if (!registrationId.equals(ID)) {
      return Mono.empty();
    }
    ClientRegistration registration = known.get();
    return registration != null
        ? Mono.just(registration)
        : Mono.fromCallable(this::discover)
            .subscribeOn(blocking)
            .timeout(LONGEST)
            .doOnNext(known::set);
  }

  private ClientRegistration discover() {
    return ClientRegistrations.fromIssuerLocation(issuer)
        .registrationId(ID)
        .clientId(properties.clientId())
        .clientSecret(properties.clientSecret())
        .scope(properties.scopes())
        .redirectUri(properties.baseUrl().resolve("/oauth2/callback/" + ID).toString())
        .build();
  }
}
