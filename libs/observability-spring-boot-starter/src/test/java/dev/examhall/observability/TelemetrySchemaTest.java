package dev.examhall.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /** They measure nothing of a running suite. */
  private static final Set<String> TOOLS =
      Set.of(
          "benchmarks",
          "chaos",
          "local-launcher",
          "libs/embedded-infrastructure",
          "libs/service-test-kit");

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
      Pattern.compile(
          "(?:AttributeKey\\.stringKey\\(|static final String ATTRIBUTE\\w*\\s*=)\\s*"
              + "\"(examhall\\.[a-z._-]+)\"");

  private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\\s*\"([\\w.]+)\"");

  @Test
  void everyMetricIsInTheSchemaAndTheOtherWayRound() {
    Set<String> declared = new TreeSet<>();
    for (Path source : sources()) {
      find(METER, source, declared);
      find(CONSTANT, source, declared);
      if (source.getFileName().toString().matches(".*Metrics?\\.java")) {
        find(NAMED, source, declared);
      }
    }

    assertThat(declared).isEqualTo(schema("metrics"));
  }

  @Test
  void everySpanOfOurOwnIsInTheSchemaAndTheOtherWayRound() {
    Set<String> spans = new TreeSet<>();
    Set<String> attributes = new TreeSet<>();
    for (Path source : sources()) {
      find(SPAN, source, spans);
      find(ATTRIBUTE, source, attributes);
    }

    assertThat(spans).isEqualTo(schema("spans"));
    assertThat(attributes).isEqualTo(schema("span-attributes"));
  }

  @Test
  void everyLogFieldIsInTheSchemaAndTheOtherWayRound() {
    Set<String> declared = new TreeSet<>();
    sources().forEach(source -> find(FIELD, source, declared));

    assertThat(declared).isEqualTo(schema("log-fields"));
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

  private static List<Path> sources() {
    try (Stream<Path> services = Files.list(CHECKOUT);
        Stream<Path> libraries = Files.list(CHECKOUT.resolve("libs"))) {
      List<Path> modules =
          Stream.concat(services, libraries)
              .filter(module -> !TOOLS.contains(CHECKOUT.relativize(module).toString()))
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      assertThat(modules).hasSizeGreaterThan(10);
      List<Path> sources = new ArrayList<>();
      for (Path module : modules) {
        try (Stream<Path> files = Files.walk(module)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
      return sources;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
