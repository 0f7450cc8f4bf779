package dev.examhall.monitoring.readings;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the lines of Prometheus' text format that are wanted; what is malformed is left out. */
final class PrometheusText {

  /** Gets one sample. */
  @FunctionalInterface
  interface Taker {
    void take(String name, Map<String, String> labels, double value);
  }

  private PrometheusText() {}

  static void read(String text, Set<String> wanted, Taker taker) {
    text.lines()
        .forEach(
            line -> {
              int end = nameEnd(line);
              if (end > 0 && wanted.contains(line.substring(0, end))) {
                sample(line, end, taker);
              }
            });
  }

  private static int nameEnd(String line) {
    if (line.isEmpty() || line.charAt(0) == '#') {
      return 0;
    }
    int end = 0;
    while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
      end++;
    }
    return end;
  }

  private static void sample(String line, int nameEnd, Taker taker) {
    Map<String, String> labels = new HashMap<>();
    int at = nameEnd;
    if (at < line.length() && line.charAt(at) == '{') {
      at = labels(line, at + 1, labels);
    }
    if (at < 0 || at >= line.length()) {
      return;
    }
    String rest = line.substring(at).strip();
    int space = rest.indexOf(' ');
    try {
      taker.take(
          line.substring(0, nameEnd),
          labels,
          Double.parseDouble(space < 0 ? rest : rest.substring(0, space)));
    } catch (NumberFormatException malformed) {
      // not a sample
    }
  }

  /** Returns where the labels end, or -1. */
  private static int labels(String line, int from, Map<String, String> labels) {
    int at = from;
    while (at < line.length() && line.charAt(at) != '}') {
      int equals = line.indexOf('=', at);
      if (equals < 0 || equals + 1 >= line.length() || line.charAt(equals + 1) != '"') {
        return -1;
      }
      StringBuilder value = new StringBuilder();
      int next = equals + 2;
      while (next < line.length() && line.charAt(next) != '"') {
        if (line.charAt(next) == '\\' && next + 1 < line.length()) {
          next++;
          value.append(line.charAt(next) == 'n' ? '\n' : line.charAt(next));
        } else {
          value.append(line.charAt(next));
        }
        next++;
      }
      labels.put(line.substring(at, equals).strip(), value.toString());
      at = next + 1;
      if (at < line.length() && line.charAt(at) == ',') {
        at++;
      }
    }
    return at < line.length() ? at + 1 : -1;
  }
}
