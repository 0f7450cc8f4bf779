package dev.examhall.k8s;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The objects of one overlay.
 *
 * @param objects as the API server gets them
 */
record Manifests(List<JsonObject> objects) {

  private static final Gson GSON = new Gson();

  /** A container and the pod that it is in. */
  record Container(String workload, JsonObject pod, JsonObject container) {

    String image() {
      return text(container, "image");
    }
  }

  static Manifests parse(String yaml) {
    List<JsonObject> objects = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
      if (document != null) {
        objects.add(GSON.toJsonTree(document).getAsJsonObject());
      }
    }
    return new Manifests(objects);
  }

  static Manifests rendered(String overlay) {
    return parse(Repository.read("k8s/rendered/" + overlay + ".yaml"));
  }

  /** A copy, to plant mistakes in. */
  Manifests copy() {
    return new Manifests(
        objects.stream()
            .map(object -> object.deepCopy())
            .collect(ArrayList::new, List::add, List::addAll));
  }

  List<JsonObject> of(String kind) {
    return objects.stream().filter(object -> text(object, "kind").equals(kind)).toList();
  }

  Optional<JsonObject> find(String kind, String name) {
    return of(kind).stream().filter(object -> name(object).equals(name)).findFirst();
  }

  JsonObject get(String kind, String name) {
    return find(kind, name).orElseThrow(() -> new AssertionError("no " + kind + ' ' + name));
  }

  List<JsonObject> workloads() {
    return objects.stream()
        .filter(
            object ->
                List.of("Deployment", "StatefulSet", "CronJob", "Job")
                    .contains(text(object, "kind")))
        .toList();
  }

  /** The pod template of a workload. */
  static JsonObject template(JsonObject workload) {
    JsonObject spec = object(workload, "spec");
    return text(workload, "kind").equals("CronJob")
        ? object(object(object(spec, "jobTemplate"), "spec"), "template")
        : object(spec, "template");
  }

  List<Container> containers() {
    return workloads().stream()
        .flatMap(
            workload -> {
              JsonObject pod = object(template(workload), "spec");
              return Stream.concat(
                      list(pod, "containers").stream(), list(pod, "initContainers").stream())
                  .map(each -> new Container(id(workload), pod, each));
            })
        .toList();
  }

  static String id(JsonObject object) {
    return text(object, "kind") + ' ' + name(object);
  }

  static String name(JsonObject object) {
    return text(object(object, "metadata"), "name");
  }

  /** The member, or an empty object. */
  static JsonObject object(@Nullable JsonObject parent, String... path) {
    JsonObject found = parent == null ? new JsonObject() : parent;
    for (String step : path) {
      JsonElement next = found.get(step);
      found = next != null && next.isJsonObject() ? next.getAsJsonObject() : new JsonObject();
    }
    return found;
  }

  /** The member, or nothing. */
  static String text(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  /** The objects of a member that is a list, or none. */
  static List<JsonObject> list(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    List<JsonObject> objects = new ArrayList<>();
    if (value instanceof JsonArray array) {
      array.forEach(each -> objects.add(each.getAsJsonObject()));
    }
    return objects;
  }

  static List<String> texts(JsonObject parent, String key) {
    JsonElement value = parent.get(key);
    List<String> texts = new ArrayList<>();
    if (value instanceof JsonArray array) {
      array.forEach(each -> texts.add(each.getAsString()));
    }
    return texts;
  }

  /** Whether a label selector selects something with these labels. */
  static boolean selects(JsonObject selector, JsonObject labels) {
    for (var each : object(selector, "matchLabels").entrySet()) {
      if (!text(labels, each.getKey()).equals(each.getValue().getAsString())) {
        return false;
      }
    }
    for (JsonObject each : list(selector, "matchExpressions")) {
      boolean in = texts(each, "values").contains(text(labels, text(each, "key")));
      if (!switch (text(each, "operator")) {
        case "In" -> in;
        case "NotIn" -> !in;
        case "Exists" -> labels.has(text(each, "key"));
        default -> throw new AssertionError("not known here: " + each);
      }) {
        return false;
      }
    }
    return true;
  }
}
