package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.identity.InternalSecrets;
import dev.examhall.identity.ServiceTokens;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class RelayIT extends GatewayFixture {

  @Autowired InternalSecrets secrets;
  @Autowired GatewayProperties properties;

  @Test
  void takesAwayWhateverClaimsAnIdentity() {
    Browser browser = browser();
    browser.cookies().put("examhall_session", "forged");
    browser.cookies().put("examhall_student", "token");

    browser.get(
        "/",
        "Authorization",
        "Bearer forged",
        "Proxy-Authorization",
        "Basic eDp5",
        "Forwarded",
        "for=10.0.0.1",
        "X-Forwarded-For",
        "10.0.0.1",
        "X-Forwarded-Host",
        "evil.example",
        "X-Forwarded-Proto",
        "https",
        "X-Forwarded-Prefix",
        "/evil",
        "X-Real-IP",
        "10.0.0.1",
        "X-HTTP-Method-Override",
        "DELETE",
        "X-Examhall-Person",
        "forged",
        "x-examhall-roles",
        "OPERATOR",
        "Examhall-Fill-Token",
        "forged",
        "Examhall-Time-Left",
        "0");

    EchoBackend.Seen seen = EXAM_RENDER.last();
    assertThat(seen.headers().toString()).doesNotContain("forged", "10.0.0.1", "evil");
    assertThat(seen.header("x-http-method-override")).isEmpty();
    assertThat(seen.header("cookie")).isEqualTo("examhall_student=token");
    assertThat(seen.header("examhall-time-left")).isEqualTo("4000");
    assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
    assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
    assertThat(seen.header("x-forwarded-host")).isEqualTo("127.0.0.1:" + port);
  }

  @Test
  void saysThatAVisitorIsAVisitor() throws Exception {
    browser().get("/");

    JWTClaimsSet claims = SignedJWT.parse(EXAM_RENDER.last().bearer()).getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo("gateway");
    assertThat(claims.getStringClaim("scope")).isEqualTo("visitor");
    assertThat(claims.getAudience()).containsExactly("exam-render-service");
  }

  @Test
  void signsWhoIsSignedInWithAKeyThatServicesCanRead() throws Exception {
    signedIn("TEACHER", "OPERATOR").get("/activities");

    SignedJWT token = SignedJWT.parse(ACTIVITY_LOG.last().bearer());
    JWTClaimsSet claims = token.getJWTClaimsSet();
    JWKSet keys = JWKSet.parse(jwks().body());
    assertThat(
            token.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(token.getHeader().getKeyID()).toECKey())))
        .isTrue();
    assertThat(claims.getIssuer()).isEqualTo("examhall-gateway");
    assertThat(claims.getAudience()).containsExactly("activity-log-service");
    assertThat(claims.getStringListClaim("roles")).containsExactly("OPERATOR", "TEACHER");
    assertThat(claims.getStringClaim("name")).isEqualTo("Somebody");
    assertThat(claims.getExpirationTime().getTime() - claims.getIssueTime().getTime())
        .isBetween(60_000L, 120_000L);
  }

  @Test
  void reusesATokenInASessionAndNeverForAnotherService() {
    Browser browser = signedIn("TEACHER", "OPERATOR");
    browser.get("/teacher/dashboard");
    String first = EXAM_RENDER.last().bearer();
    browser.get("/teacher/sessions");
    String second = EXAM_RENDER.last().bearer();
    browser.get("/activities");

    assertThat(second).isEqualTo(first);
    assertThat(ACTIVITY_LOG.last().bearer()).isNotEqualTo(first);
  }

  @Test
  void doesNotTellAssetsWhoAsks() throws Exception {
    signedIn("TEACHER").get("/assets/a.js");

    assertThat(SignedJWT.parse(ASSET.last().bearer()).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo("visitor");
  }

  @Test
  void publishesNoPrivateKey() throws Exception {
    JWKSet keys = JWKSet.parse(jwks().body());

    assertThat(keys.getKeys()).isNotEmpty().noneMatch(com.nimbusds.jose.jwk.JWK::isPrivate);
  }

  @Test
  void keepsItsKeysToItself() throws Exception {
    Path folder = properties.dataDirectory().resolve("keys");
    List<Path> files;
    try (var listed = Files.list(folder)) {
      files = listed.toList();
    }

    assertThat(files).hasSize(3);
    assertThat(files)
        .allSatisfy(
            file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
  }

  private HttpResponse<String> jwks() {
    String token =
        new ServiceTokens("exam-render-service", secrets, Clock.systemUTC()).tokenFor("gateway");
    return browser().get("/.well-known/jwks.json", "Authorization", "Bearer " + token);
  }
}
