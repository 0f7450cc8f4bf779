package dev.examhall.gateway.oidc;

import dev.examhall.identity.Role;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Sign-in by OpenID Connect; there is none without an issuer.
 *
 * @param issuer the provider's address, under which its {@code /.well-known/openid-configuration}
 *     is
 * @param clientId what the provider calls the gateway
 * @param clientSecret agreed upon with the provider
 * @param baseUrl the gateway's address as browsers know it; the provider has to send people back to
 *     {@code <base-url>/oauth2/callback/organisation}
 * @param scopes what is asked for
 * @param rolesClaim the claim of the ID token, a list or one word, that decides about roles
 * @param roles which word of that claim gives which role; who has none of them may not come in
 */
@Validated
@ConditionalOnProperty("examhall.gateway.oidc.issuer")
@ConfigurationProperties("examhall.gateway.oidc")
record OidcProperties(
    @Nullable String issuer,
    @NotBlank String clientId,
    @NotBlank String clientSecret,
    @NotNull URI baseUrl,
    @DefaultValue({"openid", "profile"}) Set<String> scopes,
    @DefaultValue("roles") String rolesClaim,
    @DefaultValue Map<String, Role> roles) {

  OidcProperties {
    scopes = Set.copyOf(scopes);
    roles = Map.copyOf(roles);
  }

  /** The roles that a claim gives. */
  Set<Role> rolesOf(@Nullable Object claim) {
    List<?> words =
        claim instanceof List<?> list ? list : claim == null ? List.of() : List.of(claim);
    Set<Role> given = EnumSet.noneOf(Role.class);
    for (Object word : words) {
      Role role = roles.get(String.valueOf(word));
      if (role != null) {
        given.add(role);
      }
    }
    return given;
  }

  @Override
  public String toString() {
    return "OidcProperties[" + issuer + "]";
  }
}
