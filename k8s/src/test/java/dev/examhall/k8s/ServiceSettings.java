package dev.examhall.k8s;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a service reads from its environment, by its sources: placeholders in application.yaml,
 * names asked for in code, and components of its configuration records.
 *
 * @param variables each with its default; null where it has none and the start fails without it
 * @param properties configuration properties as environment variables name them, without
 *     underscores
 */
record ServiceSettings(Map<String, String> variables, Set<String> properties) {

  /** Instead of a default: the service does not start without. */
  static final String NEEDED = "\0needed";

  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{([A-Z][A-Z0-9_]+)(?::([^}]*))?}");
  private static final Pattern ASKED =
      Pattern.compile("(?:getProperty|getenv)\\(\\s*\"([A-Z][A-Z0-9_]+)\"");
  private static final Pattern RECORD = Pattern.compile("\\brecord (\\w+)\\(");
  private static final Pattern PREFIX =
      Pattern.compile("@ConfigurationProperties\\(\\s*(?:prefix = )?\"([^\"]+)\"\\s*\\)");
  private static final Pattern COMPONENT =
      Pattern.compile("((?:[\\w.]+<[^>]*>|[\\w.]+)(?:\\[])?)\\s+(\\w+)\\s*$", Pattern.DOTALL);

  static ServiceSettings of(String service) {
    List<Path> sources = new ArrayList<>(Repository.files(service + "/src/main", ""));
    Stream.of("identity", "event-delivery", "observability", "cache")
        .filter(
            starter ->
                Repository.read(service + "/pom.xml").contains(starter + "-spring-boot-starter<"))
        .forEach(
            starter ->
                sources.addAll(
                    Repository.files("libs/" + starter + "-spring-boot-starter/src/main", "")));
    Map<String, String> variables = new TreeMap<>();
    Set<String> properties = new TreeSet<>();
    for (Path source : sources) {
      String name = source.getFileName().toString();
      if (name.endsWith(".yaml") && !name.startsWith("application")) {
        continue;
      }
      if (name.endsWith(".yaml") || name.endsWith(".properties") || name.endsWith(".java")) {
        String text = Repository.read(source);
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
          String otherwise = placeholder.group(2);
          variables.put(placeholder.group(1), otherwise == null ? NEEDED : otherwise);
        }
        Matcher asked = ASKED.matcher(text);
        while (asked.find()) {
          variables.putIfAbsent(asked.group(1), "");
        }
        Matcher prefix = PREFIX.matcher(text);
        if (name.endsWith(".java") && prefix.find()) {
          records(text, prefix, properties);
        }
      }
    }
    return new ServiceSettings(variables, properties);
  }

  /** Whether a variable of this name changes anything. */
  boolean reads(String variable) {
    return variables.containsKey(variable) || properties.contains(bare(variable));
  }

  private static void records(String source, Matcher prefix, Set<String> properties) {
    String withoutComments = source.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)//.*$", "");
    Map<String, List<String[]>> records = new HashMap<>();
    Matcher record = RECORD.matcher(withoutComments);
    List<String> names = new ArrayList<>();
    while (record.find()) {
      names.add(record.group(1));
      records.put(record.group(1), components(withoutComments, record.end()));
    }
    if (!names.isEmpty()) {
      collect(bare(prefix.group(1)), names.getFirst(), records, properties);
    }
  }

  private static void collect(
      String path, String record, Map<String, List<String[]>> records, Set<String> properties) {
    for (String[] component : records.getOrDefault(record, List.of())) {
      String own = path + bare(component[1]);
      if (records.containsKey(component[0])) {
        collect(own, component[0], records, properties);
      } else {
        properties.add(own);
      }
    }
  }

  /** Type and name of each component; annotations stand before them. */
  private static List<String[]> components(String source, int from) {
    List<String[]> components = new ArrayList<>();
    StringBuilder each = new StringBuilder();
    int depth = 0;
    for (int at = from; at < source.length(); at++) {
      char next = source.charAt(at);
      if (depth == 0 && (next == ',' || next == ')')) {
        Matcher component = COMPONENT.matcher(each);
        if (component.find()) {
          components.add(new String[] {component.group(1), component.group(2)});
        }
        each.setLength(0);
        if (next == ')') {
          break;
        }
        continue;
      }
      depth += next == '(' || next == '<' || next == '{' ? 1 : 0;
      depth -= next == ')' || next == '>' || next == '}' ? 1 : 0;
      each.append(next);
    }
    return components;
  }

  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
