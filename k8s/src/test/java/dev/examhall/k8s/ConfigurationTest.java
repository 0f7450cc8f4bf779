package dev.examhall.k8s;

import static dev.examhall.k8s.Manifests.list;
import static dev.examhall.k8s.Manifests.object;
import static dev.examhall.k8s.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Environment variables in the manifests against what the services read, both ways. */
class ConfigurationTest {

  /**
   * What other programs in the image read: the JVM, the OpenTelemetry agent with its extension,
   * Amazon's SDK.
   */
  private static final Set<String> OF_OTHERS =
      Set.of(
          "JAVA_TOOL_OPTIONS",
          "EXAMHALL_TRACES_BOUNDARY",
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY");

  static List<String> problems(Manifests manifests) {
    List<String> problems = new ArrayList<>();
    Set<String> readBySome = new TreeSet<>();
    Set<String> shared = new TreeSet<>();
    for (Manifests.Container each : manifests.containers()) {
      String service = service(each.image());
      if (service == null) {
        continue;
      }
      ServiceSettings settings = ServiceSettings.of(service);
      Set<String> own =
          list(each.container(), "env").stream()
              .map(variable -> text(variable, "name"))
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> all = new TreeSet<>(own);
      for (var source : list(each.container(), "envFrom")) {
        Set<String> keys =
            object(manifests.get("ConfigMap", text(object(source, "configMapRef"), "name")), "data")
                .keySet();
        shared.addAll(keys);
        all.addAll(keys);
      }
      for (String variable : all) {
        boolean read =
            settings.reads(variable)
                || OF_OTHERS.contains(variable)
                || variable.startsWith("OTEL_")
                || variable.startsWith("EXAMHALL_INTERNAL_SECRET");
        if (read) {
          readBySome.add(variable);
        } else if (own.contains(variable)) {
          problems.add(each.workload() + ": " + service + " does not read " + variable);
        }
      }
      settings
          .variables()
          .forEach(
              (variable, otherwise) -> {
                boolean elsewhere =
                    otherwise.contains("127.0.0.1")
                        || otherwise.equals(ServiceSettings.NEEDED)
                        || variable.matches("EXAMHALL_(POSTGRES|REDIS)_PORT");
                if (elsewhere && !all.contains(variable)) {
                  problems.add(each.workload() + ": nothing says " + variable);
                }
              });
    }
    shared.removeAll(readBySome);
    shared.forEach(variable -> problems.add("no service reads " + variable));
    return problems;
  }

  private static @org.jspecify.annotations.Nullable String service(String image) {
    for (String service : Repository.SERVICES) {
      if (image.contains("examhall/" + service + ':')) {
        return service;
      }
    }
    return null;
  }

  @ParameterizedTest
  @MethodSource("dev.examhall.k8s.RenderedTest#overlays")
  void everyVariableIsReadAndEveryNeededOneIsSet(String overlay) {
    assertThat(problems(Manifests.rendered(overlay))).isEmpty();
  }

  @Test
  void aVariableThatNobodyReadsIsFound() {
    Manifests planted = Manifests.rendered("production").copy();
    planted.of("ConfigMap").stream()
        .filter(map -> Manifests.name(map).startsWith("suite-"))
        .forEach(map -> object(map, "data").addProperty("EXAMHALL_MEDIA_S3_BUKET", "x"));

    assertThat(problems(planted)).containsExactly("no service reads EXAMHALL_MEDIA_S3_BUKET");
  }

  @Test
  void aVariableThatIsMissingIsFound() {
    Manifests planted = Manifests.rendered("production").copy();
    planted.of("ConfigMap").stream()
        .filter(map -> Manifests.name(map).startsWith("suite-"))
        .forEach(map -> object(map, "data").remove("EXAMHALL_CACHE_URL"));

    assertThat(problems(planted))
        .contains("Deployment exam-render-service: nothing says EXAMHALL_CACHE_URL");
  }
}
