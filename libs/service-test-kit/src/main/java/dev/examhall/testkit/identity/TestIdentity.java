package dev.examhall.testkit.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands for the gateway's identity in a test of one service: a server on loopback that publishes
 * the keys of people's tokens, tokens signed with them, and the properties by which a Spring
 * context trusts them.
 *
 * <pre>{@code
 * static final TestIdentity identity = TestIdentity.start();
 *
 * @DynamicPropertySource
 * static void identity(DynamicPropertyRegistry registry) {
 *   identity.properties().forEach((name, value) -> registry.add(name, () -> value));
 * }
 *
 * client.get().uri("/api/v1/exams").headers(h -> h.setBearerAuth(
 *     identity.person("exam-render-service", "TEACHER")));
 * }</pre>
 */
public final class TestIdentity implements AutoCloseable {

  /** The id of every person whose token is made without one. */
  public static final String PERSON_ID = "0197f000-0000-7000-8000-000000000001";

  private static final String PEOPLE_ISSUER = "examhall-gateway";

  private final byte[] secret = randomBytes();
  private final HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile ECKey key = newKey();

  private TestIdentity(HttpServer server) {
    this.server = server;
  }

  /** Starts the key server on a free port of loopback. */
  public static TestIdentity start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      TestIdentity identity = new TestIdentity(server);
      server.createContext("/.well-known/jwks.json", identity::serveKeys);
      server.start();
      return identity;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Properties for the Spring context under test: the secret, and where the keys are. */
  public Map<String, String> properties() {
    return Map.of(
        "examhall.identity.internal-secret", secret(),
        "examhall.identity.jwks-uri", jwksUri());
  }

  /** The internal secret of this suite, base64url. */
  public String secret() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /** Where the keys are published. */
  public String jwksUri() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json";
  }

  /** How often the keys were asked for. */
  public int fetches() {
    return fetches.get();
  }

  /** Replaces the key of people's tokens by another one. */
  public void rotateKey() {
    key = newKey();
  }

  /**
   * A signed-in person's token, valid for two minutes.
   *
   * @param audience the service under test
   * @param roles such as {@code TEACHER}
   */
  public String person(String audience, String... roles) {
    return personNamed(PERSON_ID, "Test Person", audience, roles);
  }

  /**
   * A certain person's token, valid for two minutes.
   *
   * @param id the account's id
   * @param name the name to show
   */
  public String personNamed(String id, String name, String audience, String... roles) {
    Instant now = Instant.now();
    return personToken(
        new JWTClaimsSet.Builder()
            .issuer(PEOPLE_ISSUER)
            .subject(id)
            .claim("name", name)
            .claim("roles", List.of(roles))
            .audience(audience)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(Duration.ofMinutes(2))))
            .build());
  }

  /**
   * A service's token, valid for five minutes.
   *
   * @param callerId the calling service's id
   * @param audience the service under test
   */
  public String service(String callerId, String audience) {
    return serviceToken(serviceClaims(callerId, audience, "service"));
  }

  /**
   * The token with which the gateway forwards a student or anybody else who is not signed in.
   *
   * @param audience the service under test
   */
  public String visitor(String audience) {
    return serviceToken(serviceClaims("gateway", audience, "visitor"));
  }

  /** Signs any claims with the key of people's tokens, to test what must be refused. */
  public String personToken(JWTClaimsSet claims) {
    ECKey current = key;
    try {
      return sign(
          new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(current.getKeyID()).build(),
          claims,
          new ECDSASigner(current));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs any claims with the internal secret, to test what must be refused. */
  public String serviceToken(JWTClaimsSet claims) {
    try {
      return sign(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Claims as a service makes them. */
  public static JWTClaimsSet serviceClaims(String callerId, String audience, String scope) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(callerId)
        .subject(callerId)
        .audience(audience)
        .claim("scope", scope)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
        .build();
  }

  /** Stops the key server, as if the gateway were gone. */
  @Override
  public void close() {
    server.stop(0);
  }

  private void serveKeys(HttpExchange exchange) throws IOException {
    fetches.incrementAndGet();
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization == null || !authorization.startsWith("Bearer ")) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] body = new JWKSet(key.toPublicJWK()).toString(true).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static ECKey newKey() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(UUID.randomUUID().toString()).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] randomBytes() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
