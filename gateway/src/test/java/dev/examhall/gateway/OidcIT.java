package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** People of an organisation, by a provider that runs here. */
@DirtiesContext
class OidcIT extends GatewayFixture {

  private static final TestIssuer ISSUER = TestIssuer.start();

  /** The address that the provider sends people to; the browser here goes to the real port. */
  private static final String BASE = "http://exam.example";

  @DynamicPropertySource
  static void oidc(DynamicPropertyRegistry registry) {
    registry.add("examhall.gateway.oidc.issuer", ISSUER::address);
    registry.add("examhall.gateway.oidc.client-id", () -> TestIssuer.CLIENT);
    registry.add("examhall.gateway.oidc.client-secret", () -> TestIssuer.SECRET);
    registry.add("examhall.gateway.oidc.base-url", () -> BASE);
    registry.add("examhall.gateway.oidc.roles-claim", () -> "groups");
    registry.add("examhall.gateway.oidc.roles.staff", () -> "TEACHER");
    registry.add("examhall.gateway.oidc.roles.it", () -> "OPERATOR");
  }

  @Test
  void signsInByTheProviderWithTheRolesOfTheClaim() throws Exception {
    ISSUER.isNow("ada-" + UUID.randomUUID(), "staff", "choir");
    Browser browser = browser();
    assertThat(browser.get("/sign-in").body()).contains("/oauth2/authorization/organisation");

    HttpResponse<String> answer = signIn(browser, "?next=%2Fteacher%2Fsessions");

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue("/teacher/sessions");
    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(200);
    JWTClaimsSet claims = SignedJWT.parse(EXAM_RENDER.last().bearer()).getJWTClaimsSet();
    assertThat(claims.getStringListClaim("roles")).containsExactly("TEACHER");
    assertThat(claims.getStringClaim("name")).startsWith("Ada of ada-");
    assertThat(browser.get("/ops").statusCode()).isEqualTo(403);
    browser.post("/sign-out", Map.of());
    assertThat(browser.get("/teacher/dashboard").statusCode()).isEqualTo(303);
  }

  @Test
  void takesTheSameAccountAgainAndTheRolesOfToday() throws Exception {
    String subject = "bob-" + UUID.randomUUID();
    ISSUER.isNow(subject, "staff");
    Browser first = browser();
    signIn(first, "");
    first.get("/teacher/dashboard");
    String account = SignedJWT.parse(EXAM_RENDER.last().bearer()).getJWTClaimsSet().getSubject();

    ISSUER.isNow(subject, "staff", "it");
    Browser second = browser();
    signIn(second, "");

    second.get("/teacher/dashboard");
    JWTClaimsSet claims = SignedJWT.parse(EXAM_RENDER.last().bearer()).getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo(account);
    assertThat(claims.getStringListClaim("roles")).containsExactly("OPERATOR", "TEACHER");
  }

  @Test
  void refusesWhoHasNoneOfTheRoles() throws Exception {
    ISSUER.isNow("eve", "choir");
    Browser browser = browser();

    assertThat(signIn(browser, "").statusCode()).isEqualTo(403);
    assertThat(browser.cookies()).doesNotContainKey("examhall_session");
  }

  @Test
  void refusesAnAnswerThatIsNotToItsOwnQuestion() throws Exception {
    ISSUER.isNow("mallory", "staff");
    Browser victim = browser();
    String callback = toProvider(browser(), "");

    HttpResponse<String> answer = victim.get(callback, "Sec-Fetch-Site", "cross-site");

    assertThat(answer.headers().firstValue("location")).hasValue("/sign-in?refused");
    assertThat(victim.cookies()).doesNotContainKey("examhall_session");
  }

  @Test
  void refusesATokenOfAnotherSignIn() throws Exception {
    ISSUER.isNow("mallory", "staff");
    ISSUER.forgesTheNonce();
    Browser browser = browser();

    HttpResponse<String> answer = signIn(browser, "");

    assertThat(answer.headers().firstValue("location")).hasValue("/sign-in?refused");
    assertThat(browser.cookies()).doesNotContainKey("examhall_session");
  }

  @Test
  void servesNothingElseThere() {
    assertThat(browser().get("/oauth2/whatever").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> signIn(Browser browser, String query) throws Exception {
    return browser.get(toProvider(browser, query), "Sec-Fetch-Site", "cross-site");
  }

  /** Goes to the provider and says where that sends the browser: path and query. */
  private static String toProvider(Browser browser, String query) throws Exception {
    HttpResponse<String> away = browser.get("/oauth2/authorization/organisation" + query);
    assertThat(away.statusCode()).as(away.body()).isEqualTo(302);
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<Void> back =
          client.send(
              HttpRequest.newBuilder(
                      URI.create(away.headers().firstValue("location").orElseThrow()))
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      String location = back.headers().firstValue("location").orElseThrow();
      assertThat(location).startsWith(BASE + "/oauth2/callback/organisation?");
      return location.substring(BASE.length());
    }
  }
}
