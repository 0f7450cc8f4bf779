package dev.examhall.testkit.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** What an OpenAPI 3.1 document says, and whether an answer is as it says. */
final class ApiDocument {

  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private final JsonNode root;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  ApiDocument(String yaml) {
    root = JSON.valueToTree(new Yaml().<Map<String, Object>>load(yaml));
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .forEachEntry(
            (path, item) ->
                item.forEachEntry(
                    (method, operation) -> {
                      if (METHODS.contains(method)) {
                        operations.add(operation(path, method, item, operation));
                      }
                    }));
    return operations;
  }

  private Operation operation(String path, String method, JsonNode item, JsonNode operation) {
    List<Operation.Parameter> parameters = new ArrayList<>();
    for (JsonNode owner : List.of(item, operation)) {
      for (JsonNode each : owner.path("parameters")) {
        JsonNode parameter = resolved(each);
        parameters.add(
            new Operation.Parameter(
                parameter.path("name").asString(),
                parameter.path("in").asString(),
                parameter.path("required").asBoolean(false),
                parameter.path("schema")));
      }
    }
    JsonNode security =
        operation.has("security") ? operation.path("security") : root.path("security");
    List<String> tags = operation.path("tags").valueStream().map(tag -> tag.asString("")).toList();
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        tags,
        parameters,
        Optional.of(resolved(operation.path("requestBody"))).filter(body -> !body.isMissingNode()),
        operation.path("responses"),
        security.isArray() && security.isEmpty());
  }

  JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").asString("");
    return reference.isEmpty() ? node : resolved(root.at(reference.substring(1)));
  }

  /** What is said of a status: by itself, by its hundred, or of all others. */
  JsonNode response(Operation operation, int status) {
    for (String name : List.of(Integer.toString(status), status / 100 + "XX", "default")) {
      if (operation.responses().has(name)) {
        return resolved(operation.responses().path(name));
      }
    }
    return MissingNode.getInstance();
  }

  /** Refused by HTTP itself, or by the firewall against odd paths, before the API sees it. */
  private static boolean isRefusedBefore(int status, byte[] body) {
    return body.length == 0 && (status == 400 || status == 414 || status == 431);
  }

  /** What an answer has that the document does not say, or the other way round. */
  Optional<String> difference(
      Operation operation, int status, String contentType, byte[] body, boolean wholeBody) {
    if (isRefusedBefore(status, body)) {
      return Optional.empty();
    }
    JsonNode response = response(operation, status);
    if (response.isMissingNode()) {
      return Optional.of("status " + status + " is not in the document");
    }
    JsonNode content = response.path("content");
    String type = contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (content.isMissingNode() || content.isEmpty()) {
      return body.length == 0
          ? Optional.empty()
          : Optional.of("a body that is not in the document");
    }
    Optional<String> named =
        content.propertyNames().stream().filter(name -> covers(name, type)).findFirst();
    if (named.isEmpty()) {
      return Optional.of("content of type '" + type + "', not " + content.propertyNames());
    }
    boolean isJson = type.equals("application/json") || type.endsWith("+json");
    if (!isJson || !wholeBody) {
      return Optional.empty();
    }
    JsonNode schema = content.path(named.get()).path("schema");
    try {
      List<?> errors = compiled(schema).validate(JSON.readTree(body));
      return errors.isEmpty()
          ? Optional.empty()
          : Optional.of("a body against its schema: " + errors);
    } catch (RuntimeException e) {
      return Optional.of("a body that is no JSON: " + e.getMessage());
    }
  }

  private static boolean covers(String range, String type) {
    return range.equals("*/*")
        || range.equals(type)
        || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
  }

  private Schema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema.toString(),
        any -> {
          ObjectNode whole = JSON.createObjectNode();
          whole.set("allOf", JSON.createArrayNode().add(schema));
          whole.set("components", root.path("components"));
          return schemas.getSchema(whole);
        });
  }
}
