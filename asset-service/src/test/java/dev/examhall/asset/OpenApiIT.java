package dev.examhall.asset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.openapi.ApiFuzz;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class OpenApiIT {
  @LocalServerPort int port;

  @Test
  void answersWhateverIsAskedAsItsDocumentSays() throws InterruptedException {
    assertThat(
            ApiFuzz.of(URI.create("http://127.0.0.1:" + port))
                .caller("service", () -> ApiFuzz.bearer(RunningService.serviceToken()))
                .caller(
                    "visitor",
                    () -> ApiFuzz.bearer(RunningService.IDENTITY.visitor("asset-service")),
                    operation -> true)
                .caller(
                    "teacher",
                    () ->
                        ApiFuzz.bearer(RunningService.IDENTITY.person("asset-service", "TEACHER")),
                    operation -> true)
                .strangers(
                    () -> RunningService.IDENTITY.service("exam-render-service", "cache-service"))
                .known("page", "home", "student_test")
                .ask(ApiFuzz.REQUESTS))
        .containsKeys(200, 401, 404);
  }

  @Test
  void describesEveryAddressThatIsServed(
      @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping) throws Exception {
    Set<String> served =
        requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
            .filter(
                handler ->
                    handler.getValue().getBeanType().getName().startsWith("dev.examhall.asset."))
            .flatMap(
                handler ->
                    handler.getKey().getPatternsCondition().getPatterns().stream()
                        .flatMap(
                            pattern ->
                                handler.getKey().getMethodsCondition().getMethods().stream()
                                    .map(method -> method + " " + pattern)))
            .collect(Collectors.toCollection(TreeSet::new));
    // The filter for bundles is not a handler method, and the document does not describe itself.
    served.add("GET /assets/{name}");
    served.remove("GET /v3/api-docs");

    try (RawHttp http = new RawHttp(port)) {
      RawHttp.Answer document =
          http.send(
              "GET",
              "/v3/api-docs",
              "Authorization: Bearer " + RunningService.serviceToken() + "\r\n");
      assertThat(document.status()).isEqualTo(200);
      assertThat(described(document.body())).isEqualTo(served);
      assertThat(http.send("GET", "/v3/api-docs", "").status()).isEqualTo(401);
    }
  }

  @SuppressWarnings("unchecked")
  private static Set<String> described(byte[] yaml) {
    Map<String, Object> document = new Yaml().load(new String(yaml, StandardCharsets.UTF_8));
    Map<String, Map<String, Object>> paths =
        (Map<String, Map<String, Object>>) document.getOrDefault("paths", Map.of());
    Set<String> described = new TreeSet<>();
    paths.forEach(
        (path, operations) ->
            operations
                .keySet()
                .forEach(
                    method ->
                        described.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path)));
    return described;
  }
}
