package dev.examhall.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.examhall.embedded.RedisServer;
import dev.examhall.testkit.infrastructure.TestInfrastructure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the running service to its OpenAPI file: each documented operation answers each documented
 * status, with the documented body; and nothing answers that is not documented.
 */
class ApiContractIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  private final JsonMapper mapper = JsonMapper.builder().build();
  private final RedisServer redis = TestInfrastructure.newRedis();
  private final Suite suite = new Suite("127.0.0.1", redis.port(), redis.password(), "127.0.0.1:1");
  private final ConfigurableApplicationContext service =
      suite.service("logging.level.org.apache.kafka=OFF", "examhall.cache.maximum-value-size=4KB");
  private final WebTestClient client =
      WebTestClient.bindToServer().baseUrl(Suite.url(service)).responseTimeout(SOON).build();
  private final JsonNode api = description();
  private final String token = suite.identity().service("exam-render-service", "cache-service");
  private final String exam = UUID.randomUUID().toString();

  /** {@code GET /path 200}: what was answered, and what is documented. */
  private final Set<String> answered = new TreeSet<>();

  @AfterEach
  void stop() {
    suite.close();
    redis.stop();
  }

  @Test
  void answersAsItIsDocumentedAndNothingElse() {
    String one = "/api/v1/cache/{prefix}/{key}";
    String lease = one + "/lease";
    String get = "/api/v1/cache/batch-get";
    String put = "/api/v1/cache/batch-put";
    String invalidations = "/api/v1/cache/invalidations";
    Awaiting.until(
        SOON,
        () -> send(HttpMethod.GET, path(one), token, Map.of(), null).getStatus().value() == 404);

    String fill = header(call("GET", one, 404, path(one), null), "Examhall-Fill-Token");
    String granted =
        header(call("GET", one, 404, path(one) + ":leased", null), "Examhall-Fill-Token");
    call("DELETE", lease, 204, path(one) + "/lease", null, "Examhall-Fill-Token", fill);
    call("DELETE", lease, 400, path(one) + "/lease", null);
    call("PUT", one, 204, path(one), "value", "Examhall-Fill-Token", fill);
    String tag = header(call("GET", one, 200, path(one), null), "ETag");
    call("GET", one, 304, path(one), null, "If-None-Match", tag);
    call("GET", one, 400, "/api/v1/cache/nonsense/1:a", null);
    call("PUT", one, 400, path(one) + "?ttl=soon", "value");
    call("PUT", one, 413, path(one), "x".repeat(5000));
    call("DELETE", one, 204, path(one), null);
    call("DELETE", one, 400, "/api/v1/cache/exam/42", null);
    call("PUT", one, 409, path(one), "value", "Examhall-Fill-Token", fill);
    call("PUT", one, 204, path(one), "value");
    call("POST", get, 200, get, "{\"keys\":[\"exam:%s:a\",\"exam:1:none\"]}".formatted(exam));
    call(
        "POST",
        get,
        200,
        get,
        "{\"keys\":[\"exam:%s:a\"]}".formatted(exam),
        "Accept",
        "application/vnd.examhall.values");
    call("POST", get, 400, get, "{\"keys\":[]}");
    call("POST", get, 400, get, "no JSON");
    call(
        "POST",
        put,
        200,
        put,
        "{\"entries\":[{\"key\":\"exam:%s:b\",\"body\":\"MQ==\",\"tags\":[\"t\"]}]}"
            .formatted(exam));
    call("POST", put, 400, put, "{\"entries\":[{\"key\":\"exam\"}]}");
    call("POST", put, 413, put, " ".repeat(3 << 20) + "{}");
    call(
        "POST",
        invalidations,
        200,
        invalidations,
        "{\"patterns\":[\"exam:%s:*\"]}".formatted(exam));
    call("POST", invalidations, 400, invalidations, "{}");
    EntityExchangeResult<byte[]> started =
        call("POST", invalidations, 202, invalidations, "{\"patterns\":[\"exam:*:a\"]}");
    call("GET", invalidations + "/{id}", 200, header(started, "Location"), null);
    call("GET", invalidations + "/{id}", 404, invalidations + "/none", null);
    call("GET", "/api/v1/cache/stats", 200, "/api/v1/cache/stats", null);
    call("GET", "/api/v1/cache/prefixes", 200, "/api/v1/cache/prefixes", null);
    for (String operation : operations()) {
      String method = operation.substring(0, operation.indexOf(' '));
      String path = operation.substring(operation.indexOf(' ') + 1);
      answer(method, path, 401, send(HttpMethod.valueOf(method), path(path), null, Map.of(), "{}"));
      String visitor = suite.identity().visitor("cache-service");
      answer(
          method, path, 403, send(HttpMethod.valueOf(method), path(path), visitor, Map.of(), "{}"));
    }
    redis.kill();
    Awaiting.until(
        SOON,
        () -> send(HttpMethod.GET, path(one), token, Map.of(), null).getStatus().value() == 503);
    call("GET", one, 503, path(one), null);
    call("PUT", one, 503, path(one), "value");
    call("DELETE", one, 503, path(one), null);
    call("DELETE", lease, 503, path(one) + "/lease", null, "Examhall-Fill-Token", granted);
    call("POST", get, 503, get, "{\"keys\":[\"exam:1:a\"]}");
    call("POST", put, 503, put, "{\"entries\":[{\"key\":\"exam:1:a\"}]}");
    call("POST", invalidations, 503, invalidations, "{\"patterns\":[\"exam:1:*\"]}");
    call("GET", invalidations + "/{id}", 503, invalidations + "/none", null);

    assertThat(answered).isEqualTo(documented());
    assertThat(routes()).isEqualTo(operations());
  }

  private EntityExchangeResult<byte[]> call(
      String method, String path, int status, String uri, @Nullable String body, String... header) {
    Map<String, String> headers = header.length == 0 ? Map.of() : Map.of(header[0], header[1]);
    EntityExchangeResult<byte[]> result =
        send(HttpMethod.valueOf(method), uri, token, headers, body);
    answer(method, path, status, result);
    return result;
  }

  /** Notes an answer, and holds it to what is documented for it. */
  private void answer(String method, String path, int status, EntityExchangeResult<byte[]> result) {
    String what = method + ' ' + path + ' ' + status;
    byte[] body = Objects.requireNonNullElse(result.getResponseBody(), new byte[0]);
    assertThat(result.getStatus().value())
        .as("%s: %s", what, new String(body, StandardCharsets.UTF_8))
        .isEqualTo(status);
    JsonNode response =
        resolved(
            api.path("paths")
                .path(path)
                .path(method.toLowerCase(java.util.Locale.ROOT))
                .path("responses")
                .path(Integer.toString(status)));
    assertThat(response.isMissingNode()).as("%s is documented", what).isFalse();
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertThat(body).as(what).isEmpty();
    } else if (!content.has("*/*")) {
      MediaType type = result.getResponseHeaders().getContentType();
      assertThat(type).as(what).isNotNull();
      String name = Objects.requireNonNull(type).getType() + '/' + type.getSubtype();
      assertThat(content.propertyNames()).as(what).contains(name);
      if (name.endsWith("json")) {
        ObjectNode schema = mapper.createObjectNode();
        schema.set("allOf", mapper.createArrayNode().add(content.path(name).path("schema")));
        schema.set("components", api.path("components"));
        assertThat(
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(schema)
                    .validate(mapper.readTree(body)))
            .as("%s: %s", what, new String(body, StandardCharsets.UTF_8))
            .isEmpty();
      }
    }
    answered.add(what);
  }

  private EntityExchangeResult<byte[]> send(
      HttpMethod method,
      String uri,
      @Nullable String bearer,
      Map<String, String> headers,
      @Nullable String body) {
    WebTestClient.RequestBodySpec request =
        client
            .method(method)
            .uri(uri)
            .headers(
                all -> {
                  headers.forEach(all::set);
                  if (bearer != null) {
                    all.setBearerAuth(bearer);
                  }
                  if (body != null) {
                    all.setContentType(MediaType.APPLICATION_JSON);
                  }
                });
    return (body == null ? request : request.bodyValue(body))
        .exchange()
        .expectBody(byte[].class)
        .returnResult();
  }

  private String path(String template) {
    return template
        .replace("{prefix}", "exam")
        .replace("{key}", exam + ":a")
        .replace("{id}", "none");
  }

  private static String header(EntityExchangeResult<byte[]> result, String name) {
    HttpHeaders headers = result.getResponseHeaders();
    return Objects.requireNonNull(headers.getFirst(name), name);
  }

  private JsonNode description() {
    byte[] yaml =
        client
            .get()
            .uri("/v3/api-docs")
            .headers(
                headers ->
                    headers.setBearerAuth(suite.identity().service("gateway", "cache-service")))
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody(byte[].class)
            .returnResult()
            .getResponseBody();
    Object tree = new Yaml().load(new String(Objects.requireNonNull(yaml), StandardCharsets.UTF_8));
    return mapper.valueToTree(tree);
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.isEmpty() ? node : api.at(reference.substring(1));
  }

  private Set<String> documented() {
    Set<String> all = new TreeSet<>();
    for (String operation : operations()) {
      String method = operation.substring(0, operation.indexOf(' '));
      String path = operation.substring(operation.indexOf(' ') + 1);
      api.path("paths")
          .path(path)
          .path(method.toLowerCase(java.util.Locale.ROOT))
          .path("responses")
          .propertyNames()
          .forEach(status -> all.add(operation + ' ' + status));
    }
    return all;
  }

  private Set<String> operations() {
    Set<String> all = new TreeSet<>();
    for (String path : api.path("paths").propertyNames()) {
      for (String name : api.path("paths").path(path).propertyNames()) {
        if (!name.equals("parameters")) {
          all.add(name.toUpperCase(java.util.Locale.ROOT) + ' ' + path);
        }
      }
    }
    return all;
  }

  /** What the running service would answer under {@code /api}. */
  private Set<String> routes() {
    Set<String> all = new TreeSet<>();
    service
        .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
        .getHandlerMethods()
        .keySet()
        .forEach(
            mapping ->
                mapping
                    .getPatternsCondition()
                    .getPatterns()
                    .forEach(
                        pattern ->
                            mapping
                                .getMethodsCondition()
                                .getMethods()
                                .forEach(
                                    method -> {
                                      if (pattern.getPatternString().startsWith("/api")) {
                                        all.add(method + " " + pattern.getPatternString());
                                      }
                                    })));
    return all;
  }
}
