package dev.examhall.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** {@code docs/telemetry.yaml} against what the code declares. */
class TelemetrySchemaTest {

  private static final Path CHECKOUT = Path.of("../..").toAbsolutePath().normalize();

  /** Everything that these declare is in the schema; of the others what is in it is declared. */
  private static final List<String> COMPLETE =
      List.of(
          "monitoring-service",
          "asset-service",
          "libs/observability-spring-boot-starter",
          "libs/trace-boundary");

  private static final List<String> OTHERS =
      List.of(
          "activity-log-service",
          "gateway",
          "libs/event-delivery-spring-boot-starter",
          "cache-service",
          "exam-render-service",
          "libs/cache-spring-boot-starter",
          "libs/identity-spring-boot-starter");

  private static final Pattern METER =
      Pattern.compile(
          "(?:\\.(?:counter|timer|summary|gauge)|(?:Timer|Counter|Gauge|FunctionTimer"
              + "|DistributionSummary)\\s*\\.builder)\\(\\s*\"([a-z][a-z.-]+)\"");
  private static final Pattern CONSTANT =
      Pattern.compile("static final String (?:TIMER|SUMMARY)\\w*\\s*=\\s*\"([a-z.-]+)\"");
  private static final Pattern NAMED = Pattern.compile("\"(examhall\\.[a-z.-]+)\"");
  private static final Pattern SPAN =
      Pattern.compile("static final String SPAN\\w*\\s*=\\s*\"([a-z.-]+)\"");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("AttributeKey\\.stringKey\\(\\s*\"(examhall\\.[a-z._-]+)\"");
  private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*\"([\\w.]+)\"");

  @Test
  void everyMetricThatIsDeclaredIsInTheSchemaAndTheOtherWayRound() {
    Set<String> schema = schema("metrics");
    Set<String> complete = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    meters(COMPLETE, complete);
    meters(COMPLETE, all);
    meters(OTHERS, all);

    assertThat(complete).hasSizeGreaterThan(5);
    assertThat(schema).as("metrics that no code declares").isSubsetOf(all);
    assertThat(complete).as("metrics that the schema does not name").isSubsetOf(schema);
  }

  @Test
  void everySpanOfOurOwnIsInTheSchemaAndTheOtherWayRound() {
    Set<String> spans = new TreeSet<>();
    Set<String> attributes = new TreeSet<>();
    for (Path source : sources(COMPLETE)) {
      find(SPAN, source, spans);
      find(ATTRIBUTE, source, attributes);
    }

    assertThat(spans).isEqualTo(schema("spans"));
    assertThat(attributes).isEqualTo(schema("span-attributes"));
  }

  @Test
  void everyLogFieldIsInTheSchemaAndTheOtherWayRound() {
    Set<String> complete = new TreeSet<>();
    Set<String> all = new TreeSet<>();
    sources(COMPLETE).forEach(source -> find(FIELD, source, complete));
    sources(OTHERS).forEach(source -> find(FIELD, source, all));
    all.addAll(complete);

    assertThat(complete).isNotEmpty().isSubsetOf(schema("log-fields"));
    assertThat(schema("log-fields")).isSubsetOf(all);
  }

  @Test
  void theRulesOfTheServiceLevelAskForMetricsThatThereAre() throws IOException {
    String rules = Files.readString(CHECKOUT.resolve("docs/prometheus/slo-burn-rates.yaml"));
    Set<String> known = new TreeSet<>();
    schema("metrics").forEach(name -> known.add(name.replaceAll("[.-]", "_") + "_seconds_count"));
    Set<String> recorded = new TreeSet<>();
    Pattern.compile("record: (\\S+)")
        .matcher(rules)
        .results()
        .forEach(r -> recorded.add(r.group(1)));

    List<String> asked =
        Pattern.compile("(?<=rate\\()\\w+(?=\\{)")
            .matcher(rules)
            .results()
            .map(r -> r.group())
            .toList();
    List<String> used =
        Pattern.compile("examhall:\\w+:\\w+(?= >)")
            .matcher(rules)
            .results()
            .map(r -> r.group())
            .toList();

    assertThat(new Yaml().<Map<String, Object>>load(rules)).containsKey("groups");
    assertThat(asked).isNotEmpty().allMatch(known::contains);
    assertThat(used).hasSize(6).allMatch(recorded::contains);
  }

  private static void meters(List<String> modules, Set<String> names) {
    for (Path source : sources(modules)) {
      find(METER, source, names);
      find(CONSTANT, source, names);
      if (source.getFileName().toString().matches(".*Metrics?\\.java")) {
        find(NAMED, source, names);
      }
    }
  }

  private static void find(Pattern pattern, Path source, Set<String> names) {
    try {
      pattern
          .matcher(Files.readString(source))
          .results()
          .forEach(found -> names.add(found.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(List<String> modules) {
    return modules.stream()
        .flatMap(
            module -> {
              try (Stream<Path> files =
                  Files.walk(CHECKOUT.resolve(module).resolve("src/main/java"))) {
                return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  private static Set<String> schema(String part) {
    try {
      Map<String, Map<String, String>> schema =
          new Yaml().load(Files.readString(CHECKOUT.resolve("docs/telemetry.yaml")));
      return new LinkedHashSet<>(schema.getOrDefault(part, Map.of()).keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
