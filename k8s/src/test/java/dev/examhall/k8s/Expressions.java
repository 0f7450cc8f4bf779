package dev.examhall.k8s;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** Names in PromQL, and the names that the suite measures by. */
final class Expressions {

  /**
   * What Prometheus, the JVM and Spring Boot measure by themselves, as a running suite shows it.
   */
  private static final Set<String> OF_PLATFORM =
      Set.of(
          "up",
          "disk_free_bytes",
          "disk_total_bytes",
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "logback_events_total",
          "process_cpu_usage",
          "r2dbc_pool_pending_connections");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\s*\\()\\b(?!\\s*\\()");
  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring");

  private Expressions() {}

  /** Metrics and recorded series that an expression asks for. */
  static Set<String> asked(String expression) {
    String bare =
        expression
            .replaceAll("\"[^\"]*\"", "")
            .replaceAll("\\{[^}]*}", "")
            .replaceAll("\\[[^\\]]*]", "")
            .replaceAll("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)", "");
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(bare.replaceAll("\\b\\d[\\w.]*", ""));
    while (name.find()) {
      if (!WORDS.contains(name.group())) {
        names.add(name.group());
      }
    }
    return names;
  }

  /** All that can be asked for, by {@code docs/telemetry.yaml}. */
  static Set<String> measured() {
    Set<String> names = new TreeSet<>(OF_PLATFORM);
    Map<String, Map<String, Object>> schema =
        new LinkedHashMap<>(new Yaml().load(Repository.read("docs/telemetry.yaml")));
    schema
        .get("metrics")
        .forEach(
            (metric, meaning) -> {
              String name = metric.replaceAll("[.-]", "_");
              String type = meaning.toString().split(";", 2)[0];
              if (type.startsWith("counter")) {
                names.add(name + "_total");
              } else if (type.startsWith("timer")) {
                names.add(name + "_seconds_count");
                names.add(name + "_seconds_sum");
                names.add(name + "_seconds_max");
              } else if (type.contains("seconds")) {
                names.add(name + "_seconds");
              } else if (type.contains("bytes")) {
                names.add(name + "_bytes");
              } else {
                names.add(name);
              }
            });
    return names;
  }
}
