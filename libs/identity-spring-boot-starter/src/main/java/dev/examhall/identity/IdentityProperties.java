package dev.examhall.identity;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration of identity.
 *
 * @param internalSecret the suite's secret, base64url of 32 bytes or more
 * @param internalSecretPrevious the secret before it, still accepted while rotating
 * @param scrapeToken lets who has it read metrics; nobody if it is empty
 * @param jwksUri where the gateway publishes the keys of people's tokens
 * @param jwksMaxAge how long fetched keys are used before they are asked for again
 * @param jwksMinInterval the shortest time between two fetches, whatever tokens arrive
 * @param jwksTimeout the longest time a fetch may take
 * @param clockSkew how far the clocks of two machines may be apart
 * @param verifiedTokens how many verified tokens are remembered at most
 */
@ConfigurationProperties("examhall.identity")
public record IdentityProperties(
    @Nullable String internalSecret,
    @Nullable String internalSecretPrevious,
    @Nullable String scrapeToken,
    @DefaultValue("http://127.0.0.1:8080/.well-known/jwks.json") URI jwksUri,
    @DefaultValue("5m") Duration jwksMaxAge,
    @DefaultValue("2s") Duration jwksMinInterval,
    @DefaultValue("2s") Duration jwksTimeout,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("10000") int verifiedTokens) {

  @Override
  public String toString() {
    return "IdentityProperties[jwksUri=%s, secrets not shown]".formatted(jwksUri);
  }
}
