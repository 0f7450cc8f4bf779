package dev.examhall.k8s;

import static dev.examhall.k8s.Manifests.list;
import static dev.examhall.k8s.Manifests.object;
import static dev.examhall.k8s.Manifests.template;
import static dev.examhall.k8s.Manifests.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The policies allow the arrows of the architecture, and no other. */
class NetworkPoliciesTest {

  private static final Map<String, Integer> PORTS =
      Map.ofEntries(
          Map.entry("gateway", 8080),
          Map.entry("exam-render-service", 8081),
          Map.entry("cache-service", 8082),
          Map.entry("monitoring-service", 8083),
          Map.entry("activity-log-service", 8084),
          Map.entry("asset-service", 8085),
          Map.entry("postgres", 5432),
          Map.entry("redis", 6379),
          Map.entry("kafka", 9092),
          Map.entry("prometheus", 9090),
          Map.entry("grafana", 3000),
          Map.entry("jaeger", 4318));

  private static final int JAEGERS_PAGES = 16686;

  /** The architecture's table: who asks whom over HTTP. */
  private static final Map<String, List<String>> HTTP =
      Map.of(
          "gateway",
          List.of(
              "exam-render-service", "asset-service", "monitoring-service", "activity-log-service"),
          "exam-render-service",
          List.of("asset-service", "cache-service"),
          "monitoring-service",
          Repository.SERVICES);

  private static final List<String> WITH_DATABASE =
      List.of("gateway", "exam-render-service", "monitoring-service", "activity-log-service");
  private static final List<String> WITH_REDIS = List.of("gateway", "cache-service");

  private static Set<String> arrowsBetweenServices() {
    Set<String> arrows = new TreeSet<>();
    HTTP.forEach((from, all) -> all.forEach(to -> arrows.add(arrow(from, to))));
    // the keys of people's tokens
    Repository.SERVICES.stream()
        .filter(service -> !service.equals("gateway"))
        .forEach(service -> arrows.add(arrow(service, "gateway")));
    return arrows;
  }

  private static Set<String> arrowsToStores() {
    Set<String> arrows = new TreeSet<>();
    WITH_DATABASE.forEach(service -> arrows.add(arrow(service, "postgres")));
    WITH_REDIS.forEach(service -> arrows.add(arrow(service, "redis")));
    Repository.SERVICES.forEach(service -> arrows.add(arrow(service, "kafka")));
    return arrows;
  }

  private static String arrow(String from, String to) {
    return from + " -> " + to + ':' + PORTS.get(to);
  }

  @Test
  void locallyTheArrowsAreTheArchitectures() {
    Set<String> expected = arrowsBetweenServices();
    expected.addAll(arrowsToStores());
    for (String service : Repository.SERVICES) {
      expected.add(arrow("prometheus", service));
      expected.add(arrow(service, "jaeger"));
    }
    expected.add(arrow("grafana", "prometheus"));
    expected.add("grafana -> jaeger:" + JAEGERS_PAGES);
    Manifests local = Manifests.rendered("local");

    assertThat(Policies.of(local).within(product(local))).isEqualTo(expected);
  }

  @Test
  void inProductionStoresAreElsewhere() {
    Manifests production = Manifests.rendered("production");
    Policies policies = Policies.of(production);
    Set<String> outside = new TreeSet<>();
    WITH_DATABASE.forEach(service -> outside.add(service + " -> 10.0.0.0/8:5432"));
    WITH_REDIS.forEach(service -> outside.add(service + " -> 10.0.0.0/8:6379"));
    Repository.SERVICES.forEach(service -> outside.add(service + " -> 10.0.0.0/8:9092"));
    List.of("gateway", "monitoring-service", "asset-service")
        .forEach(service -> outside.add(service + " -> 0.0.0.0/0:443"));
    outside.add("monitoring-service -> 0.0.0.0/0:587");
    // the API server, which has no label
    outside.add("monitoring-service -> anywhere:443");
    outside.add("monitoring-service -> anywhere:6443");

    assertThat(policies.within(product(production))).isEqualTo(arrowsBetweenServices());
    assertThat(policies.outwards(product(production))).isEqualTo(outside);
    Set<String> inwards = new TreeSet<>(Set.of("ingress-nginx -> gateway:8080"));
    Repository.SERVICES.forEach(service -> inwards.add("monitoring -> " + service + ":http"));
    assertThat(policies.inwards(product(production))).isEqualTo(inwards);
  }

  @ParameterizedTest
  @MethodSource("dev.examhall.k8s.RenderedTest#overlays")
  void whatNobodyNamedIsDenied(String overlay) {
    JsonObject deny = Manifests.rendered(overlay).get("NetworkPolicy", "default-deny");

    assertThat(object(deny, "spec", "podSelector").keySet()).isEmpty();
    assertThat(Manifests.texts(object(deny, "spec"), "policyTypes"))
        .containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(object(deny, "spec").keySet()).doesNotContain("ingress", "egress");
  }

  @Test
  void anArrowTooManyIsFound() {
    Manifests planted = Manifests.rendered("local").copy();
    JsonObject to = planted.get("NetworkPolicy", "gateway");
    JsonObject from = planted.get("NetworkPolicy", "cache-service");
    JsonElement wide = new com.google.gson.Gson().fromJson("[{}]", JsonElement.class);
    object(to, "spec").add("egress", wide);
    object(from, "spec").add("ingress", wide);

    assertThat(Policies.of(planted).within(product(planted)))
        .contains("gateway -> cache-service:8082");
  }

  /** Services and stores: what looks at them is another test's. */
  private static Map<String, JsonObject> product(Manifests manifests) {
    Map<String, JsonObject> labels = new TreeMap<>();
    manifests
        .workloads()
        .forEach(
            workload -> {
              JsonObject pod = object(template(workload), "metadata", "labels");
              String name = text(pod, "app.kubernetes.io/name");
              if (PORTS.containsKey(name)) {
                labels.put(name, pod);
              }
            });
    return labels;
  }

  /** What NetworkPolicies come to: a connection needs both ends' leave. */
  private record Policies(List<JsonObject> all) {

    static Policies of(Manifests manifests) {
      return new Policies(manifests.of("NetworkPolicy"));
    }

    Set<String> within(Map<String, JsonObject> pods) {
      Set<String> arrows = new TreeSet<>();
      pods.forEach(
          (from, source) ->
              pods.forEach(
                  (to, target) -> {
                    Set<Integer> ports = new TreeSet<>(PORTS.values());
                    ports.add(JAEGERS_PAGES);
                    for (Integer port : ports) {
                      if (allows("egress", "to", source, target, port)
                          && allows("ingress", "from", target, source, port)
                          && (PORTS.get(to).equals(port) || !wide(source, target, port))) {
                        arrows.add(from + " -> " + to + ':' + port);
                      }
                    }
                  }));
      return arrows;
    }

    /** A rule without ports is counted at the port that is open alone. */
    private boolean wide(JsonObject source, JsonObject target, int port) {
      return allows("egress", "to", source, target, port + 10_000)
          && allows("ingress", "from", target, source, port + 10_000);
    }

    private boolean allows(
        String direction, String side, JsonObject self, JsonObject other, int port) {
      return rules(direction, self).stream()
          .anyMatch(
              rule ->
                  admits(rule, side, other)
                      && ports(rule, port, direction.equals("egress") ? other : self));
    }

    private List<JsonObject> rules(String direction, JsonObject self) {
      List<JsonObject> rules = new ArrayList<>();
      for (JsonObject policy : all) {
        if (Manifests.selects(object(policy, "spec", "podSelector"), self)) {
          rules.addAll(list(object(policy, "spec"), direction));
        }
      }
      return rules;
    }

    private static boolean admits(JsonObject rule, String side, JsonObject other) {
      // an address of the cluster's own pods is none that an API server has
      return (!rule.has(side) && !rule.has("ports"))
          || list(rule, side).stream()
              .anyMatch(
                  peer ->
                      peer.has("podSelector")
                          && !peer.has("namespaceSelector")
                          && Manifests.selects(object(peer, "podSelector"), other));
    }

    private static boolean ports(JsonObject rule, int port, JsonObject target) {
      Integer own = PORTS.get(text(target, "app.kubernetes.io/name"));
      return !rule.has("ports")
          || list(rule, "ports").stream()
              .map(each -> text(each, "port"))
              .anyMatch(
                  each ->
                      each.equals("" + port)
                          || (each.equals("http") && own != null && own == port));
    }

    Set<String> outwards(Map<String, JsonObject> pods) {
      Set<String> arrows = new TreeSet<>();
      pods.forEach(
          (from, labels) -> {
            for (JsonObject rule : rules("egress", labels)) {
              for (JsonObject port : list(rule, "ports")) {
                if (!rule.has("to")) {
                  arrows.add(from + " -> anywhere:" + text(port, "port"));
                }
                for (JsonObject peer : list(rule, "to")) {
                  if (peer.has("ipBlock")) {
                    arrows.add(
                        from
                            + " -> "
                            + text(object(peer, "ipBlock"), "cidr")
                            + ':'
                            + text(port, "port"));
                  }
                }
              }
            }
          });
      return arrows;
    }

    Set<String> inwards(Map<String, JsonObject> pods) {
      Set<String> arrows = new TreeSet<>();
      pods.forEach(
          (to, labels) -> {
            for (JsonObject rule : rules("ingress", labels)) {
              for (JsonObject peer : list(rule, "from")) {
                String namespace =
                    text(
                        object(peer, "namespaceSelector", "matchLabels"),
                        "kubernetes.io/metadata.name");
                if (!namespace.isEmpty()) {
                  list(rule, "ports")
                      .forEach(
                          port -> arrows.add(namespace + " -> " + to + ':' + text(port, "port")));
                }
              }
              if (!rule.has("from")) {
                arrows.add("anywhere -> " + to);
              }
            }
          });
      return arrows;
    }
  }
}
