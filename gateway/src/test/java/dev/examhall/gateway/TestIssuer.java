package dev.examhall.gateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * An OpenID provider over real HTTP, as strict as the standard asks for: it knows its client's
 * secret and address, checks PKCE, takes a code once, and signs ID tokens. Everybody who comes is
 * who {@link #isNow} says.
 */
final class TestIssuer implements AutoCloseable {

  static final String CLIENT = "examhall";
  static final String SECRET = "a secret of both";

  private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
  private final RSAKey key;
  private final DisposableServer server;
  private volatile String subject = "nobody";
  private volatile List<String> groups = List.of();
  private volatile boolean forges;

  private TestIssuer() {
    try {
      this.key = new RSAKeyGenerator(2048).keyID("1").keyUse(KeyUse.SIGNATURE).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    this.server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/.well-known/openid-configuration", (in, out) -> json(out, about()))
                        .get(
                            "/keys",
                            (in, out) -> json(out, new JWKSet(key.toPublicJWK()).toString()))
                        .get("/authorize", this::authorize)
                        .post("/token", this::token))
            .bindNow();
  }

  static TestIssuer start() {
    return new TestIssuer();
  }

  String address() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Who signs in from now on. */
  void isNow(String newSubject, String... newGroups) {
    subject = newSubject;
    groups = List.of(newGroups);
    forges = false;
  }

  /** ID tokens get a nonce of another sign-in. */
  void forgesTheNonce() {
    forges = true;
  }

  private String about() {
    return """
    {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
     "jwks_uri":"%1$s/keys","response_types_supported":["code"],"subject_types_supported":["public"],
     "id_token_signing_alg_values_supported":["RS256"],"scopes_supported":["openid","profile"],
     "token_endpoint_auth_methods_supported":["client_secret_basic"]}\
    """
        .formatted(address());
  }

  private Mono<Void> authorize(HttpServerRequest request, HttpServerResponse response) {
    Map<String, String> asked = form(request.uri().substring(request.uri().indexOf('?') + 1));
    if (!CLIENT.equals(asked.get("client_id"))
        || !"S256".equals(asked.get("code_challenge_method"))
        || !asked.getOrDefault("scope", "").contains("openid")
        || !asked.containsKey("nonce")) {
      return response.status(400).send();
    }
    String code = UUID.randomUUID().toString();
    codes.put(code, asked);
    return response.sendRedirect(
        asked.get("redirect_uri") + "?code=" + code + "&state=" + asked.get("state"));
  }

  private Mono<Void> token(HttpServerRequest request, HttpServerResponse response) {
    String basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString(
                    (CLIENT + ":" + SECRET.replace(" ", "+")).getBytes(StandardCharsets.UTF_8));
    return request
        .receive()
        .aggregate()
        .asString()
        .flatMap(
            body -> {
              Map<String, String> form = form(body);
              Map<String, String> asked = codes.remove(form.getOrDefault("code", ""));
              if (asked == null
                  || !basic.equals(request.requestHeaders().get("Authorization"))
                  || !asked.get("redirect_uri").equals(form.get("redirect_uri"))
                  || !challenge(form.get("code_verifier")).equals(asked.get("code_challenge"))) {
                return response.status(400).send();
              }
              return json(
                  response,
                  """
                  {"access_token":"opaque","token_type":"Bearer","expires_in":60,"id_token":"%s"}\
                  """
                      .formatted(idToken(asked.get("nonce"))));
            });
  }

  private static String challenge(String verifier) {
    return CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier)).getValue();
  }

  private String idToken(String nonce) {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(),
            new JWTClaimsSet.Builder()
                .issuer(address())
                .subject(subject)
                .audience(CLIENT)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("nonce", forges ? "of another" : nonce)
                .claim("name", "Ada of " + subject)
                .claim("groups", groups)
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new TreeMap<>();
    for (String pair : text.split("&", -1)) {
      int at = pair.indexOf('=');
      form.put(
          URLDecoder.decode(pair.substring(0, at), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
    }
    return form;
  }

  private static Mono<Void> json(HttpServerResponse response, String json) {
    return response.header("Content-Type", "application/json").sendString(Mono.just(json)).then();
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
