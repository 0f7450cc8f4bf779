package dev.examhall.examrender;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;

@RunningService
class ApiDocsIT {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  @LocalServerPort private int port;

  @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

  @Test
  void describesExactlyTheAddressesThatAreServed() {
    Set<String> served =
        requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
            .filter(
                handler -> handler.getValue().getBeanType().getName().startsWith("dev.examhall."))
            .flatMap(
                handler ->
                    handler.getKey().getPatternsCondition().getPatterns().stream()
                        .flatMap(
                            pattern ->
                                handler.getKey().getMethodsCondition().getMethods().stream()
                                    .map(method -> method + " " + pattern)))
            .collect(Collectors.toCollection(TreeSet::new));
    served.remove("GET /v3/api-docs");

    byte[] document =
        new Suite(port)
            .service()
            .get()
            .uri("/v3/api-docs")
            .exchange()
            .expectStatus()
            .isOk()
            .expectBody()
            .returnResult()
            .getResponseBody();

    assertThat(described(Objects.requireNonNull(document))).isEqualTo(served);
  }

  private static Set<String> described(byte[] document) {
    Map<String, Map<String, Map<String, Object>>> yaml =
        new Yaml().load(new String(document, StandardCharsets.UTF_8));
    Set<String> described = new TreeSet<>();
    Objects.requireNonNull(yaml.get("paths"))
        .forEach(
            (path, operations) ->
                operations.keySet().stream()
                    .filter(METHODS::contains)
                    .forEach(
                        method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return described;
  }
}
