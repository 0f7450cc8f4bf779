package dev.examhall.monitoring.discovery;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A Service of the cluster.
 *
 * @param id its label {@code app.kubernetes.io/name}, or its name
 * @param uri at its cluster name, with its port called http, or its first
 * @param weight annotation {@code examhall.dev/weight}: its share of the score
 * @param critical annotation {@code examhall.dev/critical}: whether the suite is unhealthy without
 *     it
 */
record FoundService(String id, URI uri, int weight, boolean critical) {

  private static final int USUAL_WEIGHT = 10;

  /** Of the API server's ServiceList; what has no port is left out. */
  static List<FoundService> in(JsonNode list) {
    List<FoundService> found = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      port(item).ifPresent(port -> found.add(of(item, port)));
    }
    return found;
  }

  private static FoundService of(JsonNode item, int port) {
    JsonNode metadata = item.path("metadata");
    String name = metadata.path("name").asString();
    JsonNode annotations = metadata.path("annotations");
    return new FoundService(
        metadata.path("labels").path("app.kubernetes.io/name").asString(name),
        URI.create("http://" + name + "." + metadata.path("namespace").asString() + ".svc:" + port),
        weight(annotations.path("examhall.dev/weight").asString("")),
        annotations.path("examhall.dev/critical").asString("").equals("true"));
  }

  private static int weight(String text) {
    return text.matches("[1-9]\\d{0,3}") ? Integer.parseInt(text) : USUAL_WEIGHT;
  }

  private static Optional<Integer> port(JsonNode item) {
    Optional<Integer> first = Optional.empty();
    for (JsonNode port : item.path("spec").path("ports")) {
      if (port.path("name").asString("").equals("http")) {
        return Optional.of(port.path("port").asInt());
      }
      first = first.isPresent() ? first : Optional.of(port.path("port").asInt());
    }
    return first;
  }
}
