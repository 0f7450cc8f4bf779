package dev.examhall.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All connections between processes of the suite, and of our own cache user to cache-service. */
final class Links implements AutoCloseable {

  /** Whose calls are passed on at ports after those of the services. */
  static final String CACHE_USER = "cache-user";

  private static final Map<String, List<String>> CALLS = new LinkedHashMap<>();

  static {
    CALLS.put(
        "gateway",
        List.of(
            "exam-render-service",
            "monitoring-service",
            "activity-log-service",
            "asset-service",
            "postgresql",
            "redis"));
    CALLS.put(
        "exam-render-service",
        List.of("gateway", "cache-service", "activity-log-service", "asset-service", "postgresql"));
    CALLS.put("cache-service", List.of("gateway", "redis"));
    CALLS.put(
        "monitoring-service",
        List.of(
            "gateway",
            "exam-render-service",
            "cache-service",
            "monitoring-service",
            "activity-log-service",
            "asset-service",
            "postgresql"));
    CALLS.put("activity-log-service", List.of("gateway", "postgresql"));
    CALLS.put("asset-service", List.of("gateway"));
    CALLS.put(CACHE_USER, List.of("cache-service"));
  }

  /** A broker says itself where it is, so that all reach it the same way. */
  private static final String KAFKA = "all>kafka";

  private static final int PORTS_OF_A_CALLER = 10;

  private final Map<String, Link> links = new LinkedHashMap<>();

  /**
   * @param base the suite's first port
   * @param through the first port of those that pass on
   */
  Links(int base, int through) throws IOException {
    List<String> callers = List.copyOf(CALLS.keySet());
    for (int number = 0; number < callers.size(); number++) {
      String caller = callers.get(number);
      for (String callee : CALLS.getOrDefault(caller, List.of())) {
        int place = FaultPlan.PROCESSES.indexOf(callee);
        String name = caller + '>' + callee;
        links.put(name, new Link(name, through + PORTS_OF_A_CALLER * number + place, base + place));
      }
    }
    int kafka = FaultPlan.PROCESSES.indexOf("kafka");
    links.put(KAFKA, new Link(KAFKA, through + kafka, base + kafka));
  }

  /** How many ports are taken from the first one. */
  static int ports() {
    return PORTS_OF_A_CALLER * CALLS.size();
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    CALLS.forEach((caller, callees) -> callees.forEach(each -> names.add(caller + '>' + each)));
    names.add(KAFKA);
    return names;
  }

  Link link(String name) {
    Link link = links.get(name);
    if (link == null) {
      throw new IllegalArgumentException("There is no link " + name);
    }
    return link;
  }

  int kafkaPort() {
    return link(KAFKA).port();
  }

  void healAll() throws IOException {
    for (Link link : links.values()) {
      link.heal();
    }
  }

  @Override
  public void close() throws IOException {
    for (Link link : links.values()) {
      link.close();
    }
  }
}
