package dev.examhall.monitoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code openapi.yaml}, and what an answer has that it does not say. */
final class ApiContract {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  private final JsonNode document;

  ApiContract() {
    try (InputStream yaml = ApiContract.class.getResourceAsStream("/openapi.yaml")) {
      document = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Each as {@code GET /path}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    document
        .path("paths")
        .forEachEntry(
            (path, item) ->
                item.propertyNames().stream()
                    .filter(METHODS::contains)
                    .forEach(
                        method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return operations;
  }

  /** What differs between an answer and its description; nothing if it is as described. */
  List<String> differences(String method, String path, int status, byte[] body) {
    JsonNode described =
        resolved(
            document
                .path("paths")
                .path(path)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses")
                .path(String.valueOf(status)));
    if (described.isMissingNode()) {
      return List.of("status " + status + " is not described");
    }
    JsonNode content = described.path("content");
    if (content.isEmpty()) {
      return body.length == 0 ? List.of() : List.of("a body that is not described");
    }
    JsonNode schema = content.iterator().next().path("schema");
    List<String> differences = new ArrayList<>();
    compare("", resolved(schema), JSON.readTree(body), differences);
    return differences;
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
  }

  private void compare(String at, JsonNode schema, JsonNode value, List<String> differences) {
    if (!allowsType(schema, value)) {
      differences.add(at + " is " + value + ", not " + schema.path("type"));
      return;
    }
    JsonNode allowed = schema.path("enum");
    if (!allowed.isEmpty() && allowed.valueStream().noneMatch(value::equals)) {
      differences.add(at + " is " + value + ", none of " + allowed);
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        compare(at + "[]", resolved(schema.path("items")), item, differences);
      }
    }
    if (value.isObject()) {
      schema
          .path("required")
          .forEach(
              name -> {
                if (!value.has(name.asString())) {
                  differences.add(at + "." + name.asString() + " is missing");
                }
              });
      value.forEachEntry(
          (name, child) -> {
            JsonNode declared = schema.path("properties").path(name);
            JsonNode others = schema.path("additionalProperties");
            if (declared.isMissingNode() && others.isMissingNode()) {
              differences.add(at + "." + name + " is not described");
            } else {
              compare(
                  at + "." + name,
                  resolved(declared.isMissingNode() ? others : declared),
                  child,
                  differences);
            }
          });
    }
  }

  private static boolean allowsType(JsonNode schema, JsonNode value) {
    JsonNode type = schema.path("type");
    if (type.isMissingNode()) {
      return true;
    }
    return type.isArray()
        ? type.valueStream().anyMatch(one -> is(one.asString(), value))
        : is(type.asString(), value);
  }

  private static boolean is(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isString();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> false;
    };
  }
}
