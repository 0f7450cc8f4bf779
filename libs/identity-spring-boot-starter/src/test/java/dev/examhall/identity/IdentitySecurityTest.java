package dev.examhall.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.examhall.testkit.identity.TestIdentity;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** A real service with the starter, called over HTTP. */
class IdentitySecurityTest {

  static final String SERVICE = "exam-render-service";
  private static final String SCRAPE = "a-secret-of-more-than-32-characters";
  static TestIdentity identity;
  static ReactiveWebServerApplicationContext context;
  static WebClient client;

  @BeforeAll
  static void start() {
    identity = TestIdentity.start();
    SpringApplication application = new SpringApplication(ProbeService.class);
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--spring.application.name=" + SERVICE,
                    "--examhall.identity.jwks-min-interval=0s",
                    "--examhall.identity.scrape-token=" + SCRAPE),
                identity.properties().entrySet().stream()
                    .map(e -> "--" + e.getKey() + "=" + e.getValue()))
            .toArray(String[]::new);
    context = (ReactiveWebServerApplicationContext) application.run(arguments);
    client = WebClient.create("http://127.0.0.1:" + context.getWebServer().getPort());
  }

  @AfterAll
  static void stop() {
    context.close();
    identity.close();
  }

  @Test
  void knowsASignedInPerson() {
    String token = identity.person(SERVICE, "TEACHER", "OPERATOR", "ROLE_OF_A_LATER_VERSION");

    ResponseEntity<String> answer = get("/who", token);

    assertThat(answer.getBody())
        .isEqualTo(
            new Caller.Person(
                        TestIdentity.PERSON_ID, "Test Person", Set.of(Role.TEACHER, Role.OPERATOR))
                    .name()
                + " "
                + List.of(Role.TEACHER, Role.OPERATOR));
  }

  @Test
  void knowsAnotherService() {
    assertThat(get("/who", identity.service("monitoring-service", SERVICE)).getBody())
        .isEqualTo("monitoring-service");
  }

  @Test
  void knowsAVisitor() {
    assertThat(get("/who", identity.visitor(SERVICE)).getBody()).isEqualTo("visitor");
  }

  @Test
  void asksForATokenWhereThereIsNone() {
    ResponseEntity<String> answer = get("/who", null);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
    assertThat(answer.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE)).isEqualTo("Bearer");
    assertThat(answer.getBody()).contains("/problems/token-needed", SERVICE);
  }

  @Test
  void refusesAKnownCallerWithoutTheRole() {
    ResponseEntity<String> answer = get("/teachers", identity.visitor(SERVICE));

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.FORBIDDEN);
    assertThat(answer.getBody()).contains("/problems/not-allowed");
  }

  @Test
  void deniesWhatNobodyNamed() {
    assertThat(get("/unnamed", identity.service("gateway", SERVICE)).getStatusCode())
        .isEqualTo(HttpStatus.FORBIDDEN);
  }

  @Test
  void opensProbesAndNothingElseOfTheActuator() {
    // there is no actuator in this test: not found means let through
    assertThat(get("/actuator/health/liveness", null).getStatusCode())
        .isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(get("/actuator/health/readiness", null).getStatusCode())
        .isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(get("/actuator/health", null).getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
    assertThat(get("/actuator/prometheus", identity.person(SERVICE, "TEACHER")).getStatusCode())
        .isEqualTo(HttpStatus.FORBIDDEN);
    assertThat(get("/actuator/prometheus", identity.person(SERVICE, "OPERATOR")).getStatusCode())
        .isEqualTo(HttpStatus.NOT_FOUND);
  }

  @Test
  void letsAScraperReadMetricsAndNothingElse() {
    assertThat(get("/actuator/prometheus", SCRAPE).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
    assertThat(
            client
                .post()
                .uri("/actuator/prometheus")
                .headers(headers -> headers.setBearerAuth(SCRAPE))
                .exchangeToMono(response -> Mono.just(response.statusCode()))
                .block())
        .isEqualTo(HttpStatus.FORBIDDEN);
    for (String other :
        List.of(
            "/actuator",
            "/actuator/health",
            "/actuator/prometheus/more",
            "/v3/api-docs",
            "/who",
            "/teachers",
            "/unnamed")) {
      assertThat(get(other, SCRAPE).getStatusCode()).as(other).isEqualTo(HttpStatus.UNAUTHORIZED);
    }
    assertThat(get("/actuator/prometheus", SCRAPE + "x").getStatusCode())
        .isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  @Test
  void refusesAScrapeTokenThatCouldBeGuessed() {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> ScrapeToken.of("short"))
        .isInstanceOf(IdentityConfigurationException.class)
        .hasMessageContaining("EXAMHALL_SCRAPE_TOKEN");
  }

  @Test
  void followsARotatedKey() {
    get("/who", identity.person(SERVICE, "TEACHER"));
    identity.rotateKey();

    assertThat(get("/who", identity.person(SERVICE, "TEACHER")).getStatusCode())
        .isEqualTo(HttpStatus.OK);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forged")
  void refusesATokenThatIsNotFromTheSuite(String reason, String token) {
    ResponseEntity<String> answer = get("/who", token);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
    assertThat(answer.getBody()).contains("/problems/token-refused", reason);
  }

  static Stream<Arguments> forged() throws Exception {
    JWTClaimsSet good = TestIdentity.serviceClaims("cache-service", SERVICE, "service");
    JWTClaimsSet person =
        new JWTClaimsSet.Builder(good).issuer("examhall-gateway").subject("somebody").build();
    Date past = Date.from(Instant.now().minusSeconds(3600));
    byte[] publicKeyAsSecret =
        identity.jwksUri().repeat(2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    SignedJWT otherSecret = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good);
    otherSecret.sign(new MACSigner(publicKeyAsSecret));
    String valid = identity.service("cache-service", SERVICE);
    return Stream.of(
        Arguments.of("signature is wrong", otherSecret.serialize()),
        Arguments.of("not a signed JWT", new PlainJWT(new PlainHeader(), good).serialize()),
        Arguments.of("not a signed JWT", "x.y.z"),
        Arguments.of("too long", "x".repeat(5000)),
        Arguments.of(
            "signature is wrong",
            valid.substring(0, valid.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32])),
        Arguments.of("for another service", identity.service("cache-service", "asset-service")),
        Arguments.of(
            "expired",
            identity.serviceToken(new JWTClaimsSet.Builder(good).expirationTime(past).build())),
        Arguments.of(
            "no end",
            identity.serviceToken(new JWTClaimsSet.Builder(good).expirationTime(null).build())),
        Arguments.of(
            "scope is not known",
            identity.serviceToken(new JWTClaimsSet.Builder(good).claim("scope", "all").build())),
        Arguments.of(
            "issuer is not a service",
            identity.serviceToken(new JWTClaimsSet.Builder(good).subject("x").build())),
        // the internal secret is no key of people, and the people's key is none of services
        Arguments.of("issuer is not a service", identity.serviceToken(person)),
        Arguments.of("issuer is not the gateway", identity.personToken(good)),
        Arguments.of(
            "expired",
            identity.personToken(new JWTClaimsSet.Builder(person).expirationTime(past).build())),
        Arguments.of(
            "names nobody",
            identity.personToken(new JWTClaimsSet.Builder(person).subject(null).build())),
        Arguments.of("for another service", identity.person("asset-service", "TEACHER")));
  }

  private static ResponseEntity<String> get(
      String path, @org.jspecify.annotations.Nullable String token) {
    return client
        .get()
        .uri(path)
        .headers(
            headers -> {
              if (token != null) {
                headers.setBearerAuth(token);
              }
            })
        .exchangeToMono(response -> response.toEntity(String.class))
        .block();
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class ProbeService {

    @Bean
    SecurityWebFilterChain security(IdentitySecurity security, ServerHttpSecurity http) {
      return security.chain(
          http,
          rules ->
              rules
                  .pathMatchers("/who")
                  .authenticated()
                  .pathMatchers("/teachers")
                  .hasRole("TEACHER"));
    }

    @Bean
    Who who() {
      return new Who();
    }
  }

  @RestController
  static class Who {

    @GetMapping("/who")
    Mono<String> who(@AuthenticationPrincipal Caller caller) {
      return Mono.just(
          switch (caller) {
            case Caller.Person person ->
                person.name() + " " + person.roles().stream().sorted().toList();
            case Caller.Service service -> service.id();
            case Caller.Visitor visitor -> "visitor";
          });
    }

    @GetMapping({"/teachers", "/unnamed"})
    String reached() {
      return "reached";
    }
  }
}
