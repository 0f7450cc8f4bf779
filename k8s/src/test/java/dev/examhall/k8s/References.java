package dev.examhall.k8s;

import static dev.examhall.k8s.Manifests.list;
import static dev.examhall.k8s.Manifests.name;
import static dev.examhall.k8s.Manifests.object;
import static dev.examhall.k8s.Manifests.template;
import static dev.examhall.k8s.Manifests.text;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What one object says about another, which no schema checks. */
final class References {

  private static final Set<String> PROBES =
      Set.of("startupProbe", "readinessProbe", "livenessProbe");

  /** Secrets that an installation brings itself, and their keys. */
  private static final Map<String, Set<String>> BROUGHT =
      Map.of(
          "alerts",
          Set.of(
              "webhook-url",
              "webhook-secret",
              "heartbeat-url",
              "smtp-host",
              "smtp-username",
              "smtp-password",
              "mail-from",
              "mail-to"),
          "bucket",
          Set.of("access-key-id", "secret-access-key"),
          "internal",
          Set.of("previous"),
          "examhall-tls",
          Set.of());

  private final Manifests manifests;
  private final Map<String, Set<String>> secrets;
  private final List<String> problems = new ArrayList<>();

  private References(Manifests manifests, Map<String, Set<String>> secrets) {
    this.manifests = manifests;
    this.secrets = secrets;
  }

  /**
   * All that do not hold.
   *
   * @param secrets those that the script makes: name and keys
   */
  static List<String> broken(Manifests manifests, Map<String, Set<String>> secrets) {
    References references = new References(manifests, secrets);
    references.workloads();
    references.services();
    references.budgets();
    references.autoscalers();
    references.roles();
    references.ingresses();
    references.containers();
    return references.problems;
  }

  private void broken(String where, String what) {
    problems.add(where + ": " + what);
  }

  private void workloads() {
    for (JsonObject workload : manifests.workloads()) {
      if (text(workload, "kind").equals("CronJob")) {
        continue;
      }
      JsonObject selector = object(workload, "spec", "selector");
      if (!Manifests.selects(selector, object(template(workload), "metadata", "labels"))) {
        broken(Manifests.id(workload), "its selector does not select its own pods");
      }
      long others =
          manifests.workloads().stream()
              .filter(other -> other != workload)
              .filter(
                  other ->
                      Manifests.selects(selector, object(template(other), "metadata", "labels")))
              .count();
      if (others > 0) {
        broken(Manifests.id(workload), "its selector selects pods of another");
      }
    }
  }

  private List<JsonObject> selected(JsonObject labelsThatAreAsked) {
    JsonObject selector = new JsonObject();
    selector.add("matchLabels", labelsThatAreAsked);
    return manifests.workloads().stream()
        .filter(
            workload ->
                Manifests.selects(selector, object(template(workload), "metadata", "labels")))
        .toList();
  }

  private void services() {
    for (JsonObject service : manifests.of("Service")) {
      List<JsonObject> pods = selected(object(service, "spec", "selector"));
      // the addresses of all instances, of however many deployments
      boolean headless = text(object(service, "spec"), "clusterIP").equals("None");
      if (pods.isEmpty() || (pods.size() > 1 && !headless)) {
        broken(Manifests.id(service), "it selects " + pods.size() + " workloads");
        continue;
      }
      List<JsonObject> open =
          list(list(object(template(pods.getFirst()), "spec"), "containers").getFirst(), "ports");
      for (JsonObject port : list(object(service, "spec"), "ports")) {
        JsonObject target =
            open.stream()
                .filter(each -> text(each, "name").equals(text(port, "targetPort")))
                .findFirst()
                .orElse(null);
        if (target == null) {
          broken(
              Manifests.id(service), "no container's port is called " + text(port, "targetPort"));
        } else if (!text(target, "containerPort").equals(text(port, "port"))) {
          broken(Manifests.id(service), "its port and the container's differ");
        }
      }
    }
  }

  private void budgets() {
    for (JsonObject budget : manifests.of("PodDisruptionBudget")) {
      List<JsonObject> pods = selected(object(budget, "spec", "selector", "matchLabels"));
      if (pods.size() != 1) {
        broken(Manifests.id(budget), "it is about " + pods.size() + " workloads");
      }
    }
    for (JsonObject deployment : suite()) {
      if (manifests.find("PodDisruptionBudget", name(deployment)).isEmpty()) {
        broken(Manifests.id(deployment), "it has no disruption budget");
      }
    }
  }

  private List<JsonObject> suite() {
    return manifests.of("Deployment").stream()
        .filter(
            each ->
                text(object(each, "metadata", "labels"), "app.kubernetes.io/part-of")
                    .equals("examhall"))
        .toList();
  }

  private void autoscalers() {
    for (JsonObject scaler : manifests.of("HorizontalPodAutoscaler")) {
      JsonObject target = object(scaler, "spec", "scaleTargetRef");
      JsonObject scaled = manifests.find(text(target, "kind"), text(target, "name")).orElse(null);
      if (scaled == null) {
        broken(Manifests.id(scaler), "there is no " + text(target, "name"));
        continue;
      }
      if (object(scaled, "spec").has("replicas")) {
        broken(Manifests.id(scaled), "its replicas are an autoscaler's to say");
      }
      for (JsonObject container : list(object(template(scaled), "spec"), "containers")) {
        if (!object(container, "resources", "requests").has("cpu")) {
          broken(Manifests.id(scaled), "a share of CPU needs a request for it");
        }
      }
    }
  }

  private void roles() {
    for (JsonObject binding : manifests.of("RoleBinding")) {
      if (manifests.find("Role", text(object(binding, "roleRef"), "name")).isEmpty()) {
        broken(Manifests.id(binding), "there is no such role");
      }
      for (JsonObject subject : list(binding, "subjects")) {
        if (manifests.find("ServiceAccount", text(subject, "name")).isEmpty()) {
          broken(Manifests.id(binding), "there is no such account");
        }
      }
    }
    for (JsonObject workload : manifests.workloads()) {
      JsonObject pod = object(template(workload), "spec");
      boolean token = text(pod, "automountServiceAccountToken").equals("true");
      boolean may = name(workload).equals("monitoring-service");
      if (!pod.has("automountServiceAccountToken") || token != may) {
        broken(
            Manifests.id(workload), "a token of a service account is monitoring-service's alone");
      }
      String account = text(pod, "serviceAccountName");
      if (!account.isEmpty() && manifests.find("ServiceAccount", account).isEmpty()) {
        broken(Manifests.id(workload), "there is no account " + account);
      }
    }
  }

  private void ingresses() {
    for (JsonObject ingress : manifests.of("Ingress")) {
      for (JsonObject rule : list(object(ingress, "spec"), "rules")) {
        for (JsonObject path : list(object(rule, "http"), "paths")) {
          JsonObject service = object(path, "backend", "service");
          boolean found =
              manifests
                  .find("Service", text(service, "name"))
                  .map(each -> list(object(each, "spec"), "ports"))
                  .orElse(List.of())
                  .stream()
                  .anyMatch(
                      port -> text(port, "name").equals(text(object(service, "port"), "name")));
          if (!found || !text(service, "name").equals("gateway")) {
            broken(Manifests.id(ingress), "the gateway's port is the only door");
          }
        }
      }
    }
  }

  private void containers() {
    for (Manifests.Container each : manifests.containers()) {
      image(each);
      probes(each);
      variables(each);
      volumes(each);
      hardening(each);
    }
  }

  private void image(Manifests.Container each) {
    String image = each.image();
    String tag = image.substring(image.lastIndexOf('/') + 1);
    int colon = tag.indexOf(':');
    if (colon < 0 || tag.endsWith(":latest")) {
      broken(each.workload(), "the image " + image + " has no tag that stays");
    }
    if (image.contains("examhall/")
        && !Repository.SERVICES.contains(colon < 0 ? tag : tag.substring(0, colon))) {
      broken(each.workload(), "there is no service of the image " + image);
    }
  }

  private void probes(Manifests.Container each) {
    for (String probe : PROBES) {
      JsonObject http = object(each.container(), probe, "httpGet");
      if (http.has("port") && !ports(each).contains(text(http, "port"))) {
        broken(each.workload(), probe + " asks a port that is not there");
      }
    }
    if (each.image().contains("examhall/") && each.workload().startsWith("Deployment")) {
      for (String probe : PROBES) {
        String path = text(object(each.container(), probe, "httpGet"), "path");
        String wanted =
            probe.equals("readinessProbe")
                ? "/actuator/health/readiness"
                : "/actuator/health/liveness";
        if (!path.equals(wanted)) {
          broken(each.workload(), probe + " asks " + path);
        }
      }
    }
  }

  private static List<String> ports(Manifests.Container each) {
    return list(each.container(), "ports").stream().map(port -> text(port, "name")).toList();
  }

  private void variables(Manifests.Container each) {
    for (JsonObject variable : list(each.container(), "env")) {
      JsonObject from = object(variable, "valueFrom");
      if (from.has("secretKeyRef")) {
        secret(each, object(from, "secretKeyRef"));
      }
      if (from.has("configMapKeyRef")) {
        JsonObject key = object(from, "configMapKeyRef");
        if (!manifests
            .find("ConfigMap", text(key, "name"))
            .map(map -> object(map, "data").has(text(key, "key")))
            .orElse(false)) {
          broken(each.workload(), "no config map has " + key);
        }
      }
      String value = text(variable, "value");
      if (text(variable, "name").matches(".*(SECRET|PASSWORD|TOKEN|ACCESS_KEY)(_PREVIOUS)?")
          && !value.isEmpty()) {
        broken(each.workload(), "the value of " + text(variable, "name") + " is written down");
      }
    }
    for (JsonObject source : list(each.container(), "envFrom")) {
      String map = text(object(source, "configMapRef"), "name");
      if (source.has("configMapRef") && manifests.find("ConfigMap", map).isEmpty()) {
        broken(each.workload(), "there is no config map " + map);
      }
    }
  }

  private void secret(Manifests.Container each, JsonObject reference) {
    String name = text(reference, "name");
    String key = text(reference, "key");
    boolean optional = text(reference, "optional").equals("true");
    boolean made = secrets.getOrDefault(name, Set.of()).contains(key);
    boolean brought = BROUGHT.getOrDefault(name, Set.of()).contains(key);
    if (!made && !(brought && optional)) {
      broken(each.workload(), "no secret " + name + " with " + key + " is made");
    }
  }

  private void volumes(Manifests.Container each) {
    List<String> volumes = new ArrayList<>();
    for (JsonObject volume : list(each.pod(), "volumes")) {
      volumes.add(text(volume, "name"));
      String map = text(object(volume, "configMap"), "name");
      if (!map.isEmpty() && manifests.find("ConfigMap", map).isEmpty()) {
        broken(each.workload(), "there is no config map " + map);
      }
      String secret = text(object(volume, "secret"), "secretName");
      if (!secret.isEmpty() && !secrets.containsKey(secret)) {
        broken(each.workload(), "no secret " + secret + " is made");
      }
      String claim = text(object(volume, "persistentVolumeClaim"), "claimName");
      if (!claim.isEmpty() && manifests.find("PersistentVolumeClaim", claim).isEmpty()) {
        broken(each.workload(), "there is no claim " + claim);
      }
    }
    String kindAndName = each.workload();
    Stream<JsonObject> templates =
        manifests.workloads().stream()
            .filter(workload -> Manifests.id(workload).equals(kindAndName))
            .flatMap(workload -> list(object(workload, "spec"), "volumeClaimTemplates").stream());
    templates.forEach(template -> volumes.add(name(template)));
    for (JsonObject mount : list(each.container(), "volumeMounts")) {
      if (!volumes.contains(text(mount, "name"))) {
        broken(each.workload(), "there is no volume " + text(mount, "name"));
      }
    }
  }

  private void hardening(Manifests.Container each) {
    JsonObject pod = object(each.pod(), "securityContext");
    JsonObject container = object(each.container(), "securityContext");
    boolean readOnly = text(container, "readOnlyRootFilesystem").equals("true");
    if (!text(pod, "runAsNonRoot").equals("true")
        || !text(object(pod, "seccompProfile"), "type").equals("RuntimeDefault")
        || !text(container, "allowPrivilegeEscalation").equals("false")
        || !Manifests.texts(object(container, "capabilities"), "drop").equals(List.of("ALL"))
        // Kafka's image writes its configuration beside its programs
        || (!readOnly && !each.workload().equals("StatefulSet kafka"))) {
      broken(each.workload(), "it may do more than it needs");
    }
    if (each.image().contains("examhall/") && !text(pod, "runAsUser").equals("10001")) {
      broken(each.workload(), "the image's user is 10001");
    }
    if (!object(each.container(), "resources", "requests").has("memory")
        || !object(each.container(), "resources", "limits").has("memory")) {
      broken(each.workload(), "it has no request or limit of memory");
    }
  }
}
