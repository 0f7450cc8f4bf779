package dev.examhall.testkit.openapi;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values by schema: right ones, nearly right ones and wrong ones. */
final class Values {

  private static final JsonMapper JSON = ApiDocument.JSON;
  private static final int DEEPEST = 6;

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "null",
          "-1",
          "1e999",
          "NaN",
          "김민지",
          "שלום \u202eabc",
          "👩‍🚀🏳️‍🌈",
          "e\u0301\u200b\ufeff",
          "\u0000",
          "\ud800",
          "a\r\nb: c",
          "' or 1=1 --",
          "<script>alert(1)</script>",
          "${jndi:ldap://x}",
          "../../etc/passwd",
          "%00%2e%2e%2f",
          "*",
          "[",
          "2026-02-30T25:61:61Z",
          "+275760-09-13T00:00:00.001Z",
          "PT99999999999999H",
          "x".repeat(10_000));

  private static final List<String> ODD_NUMBERS =
      List.of(
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e308",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999999999999999",
          "0.1e-400",
          "-0.0");

  private final Random random;
  private final UnaryOperator<JsonNode> resolve;
  private final Map<String, List<String>> known;

  /**
   * @param known by a parameter's or property's name: values that mean something to the service
   */
  Values(Random random, UnaryOperator<JsonNode> resolve, Map<String, List<String>> known) {
    this.random = random;
    this.resolve = resolve;
    this.known = known;
  }

  /** A parameter's value, as text. */
  String text(String name, JsonNode schema, boolean right) {
    if (!right) {
      return oneOf(random.nextInt(3) == 0 ? ODD_NUMBERS : ODD_TEXTS);
    }
    List<String> meaningful = known.get(name);
    if (meaningful != null && random.nextInt(4) > 0) {
      return oneOf(meaningful);
    }
    JsonNode value = right(name, schema, 0);
    if (value.isArray()) {
      return String.join(",", value.valueStream().map(each -> each.asString("")).toList());
    }
    return value.isString() ? value.asString() : value.toString();
  }

  /** A body that fits the schema. */
  JsonNode right(JsonNode schema) {
    return right("", schema, 0);
  }

  /** JSON that differs in one place from what fits, or in everything. */
  String wrong(JsonNode schema) {
    JsonNode value = right("", schema, 0);
    return switch (random.nextInt(9)) {
      case 0 -> "";
      case 1 -> "null";
      case 2 -> "{";
      case 3 -> "[".repeat(5_000);
      case 4 -> "{\"a\":".repeat(500) + "1" + "}".repeat(500);
      case 5 -> oddValue();
      default -> changed(value);
    };
  }

  /** One node of it replaced, taken away or put in. */
  private String changed(JsonNode value) {
    List<Runnable> changes = new ArrayList<>();
    collect(value, changes);
    if (changes.isEmpty()) {
      return oddValue();
    }
    changes.get(random.nextInt(changes.size())).run();
    // numbers that Java has no type for were put in as marked texts
    return value.toString().replaceAll("\"#number:([^\"]+)\"", "$1");
  }

  private void collect(JsonNode node, List<Runnable> changes) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        changes.add(() -> object.remove(name));
        changes.add(() -> object.putNull(name));
        changes.add(() -> object.set(name, oddNode()));
        changes.add(() -> object.set(name, oddNode()));
        collect(object.path(name), changes);
      }
      changes.add(() -> object.set("unheardOf", oddNode()));
    } else if (node instanceof ArrayNode array) {
      changes.add(array::removeAll);
      changes.add(() -> array.addNull());
      changes.add(() -> array.add(oddNode()));
      changes.add(
          () -> {
            JsonNode first = array.isEmpty() ? oddNode() : array.get(0);
            for (int many = 0; many < 300; many++) {
              array.add(first);
            }
          });
      array.forEach(each -> collect(each, changes));
    }
  }

  private JsonNode oddNode() {
    return switch (random.nextInt(6)) {
      case 0 -> JSON.createObjectNode();
      case 1 -> JSON.createArrayNode();
      case 2 -> JSON.getNodeFactory().booleanNode(true);
      case 3 -> JSON.getNodeFactory().stringNode("#number:" + oneOf(ODD_NUMBERS));
      default -> JSON.getNodeFactory().stringNode(oneOf(ODD_TEXTS));
    };
  }

  private String oddValue() {
    return random.nextBoolean() ? oneOf(ODD_NUMBERS) : JSON.writeValueAsString(oneOf(ODD_TEXTS));
  }

  private JsonNode right(String name, JsonNode unresolved, int depth) {
    JsonNode schema = resolve.apply(unresolved);
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
    }
    for (String choice : List.of("oneOf", "anyOf", "allOf")) {
      if (schema.has(choice)) {
        JsonNode all = schema.path(choice);
        return right(name, all.get(random.nextInt(all.size())), depth);
      }
    }
    JsonNode type = schema.path("type");
    String chosen =
        type.isArray()
            ? type.get(random.nextInt(type.size())).asString("")
            : type.asString(schema.has("properties") ? "object" : "string");
    return switch (chosen) {
      case "object" -> object(schema, depth);
      case "array" -> array(name, schema, depth);
      case "integer" -> JSON.getNodeFactory().numberNode(whole(schema));
      case "number" ->
          JSON.getNodeFactory().numberNode(whole(schema) + (random.nextBoolean() ? 0.5 : 0));
      case "boolean" -> JSON.getNodeFactory().booleanNode(random.nextBoolean());
      case "null" -> JSON.getNodeFactory().nullNode();
      default -> JSON.getNodeFactory().stringNode(string(name, schema));
    };
  }

  private JsonNode object(JsonNode schema, int depth) {
    ObjectNode object = JSON.createObjectNode();
    List<String> required =
        schema.path("required").valueStream().map(each -> each.asString("")).toList();
    schema
        .path("properties")
        .forEachEntry(
            (name, property) -> {
              if (required.contains(name) || (depth < DEEPEST && random.nextInt(4) > 0)) {
                object.set(name, right(name, property, depth + 1));
              }
            });
    return object;
  }

  private JsonNode array(String name, JsonNode schema, int depth) {
    ArrayNode array = JSON.createArrayNode();
    int least = schema.path("minItems").asInt(0);
    int most = Math.max(least, Math.min(schema.path("maxItems").asInt(3), 3));
    int size = depth >= DEEPEST ? least : least + random.nextInt(most - least + 1);
    for (int number = 0; number < size; number++) {
      JsonNode item = right(name, schema.path("items"), depth + 1);
      if (!schema.path("uniqueItems").asBoolean(false)
          || array.valueStream().noneMatch(item::equals)) {
        array.add(item);
      }
    }
    return array;
  }

  private long whole(JsonNode schema) {
    long least = schema.path("minimum").asLong(schema.path("exclusiveMinimum").asLong(0) + 1);
    long most = schema.path("maximum").asLong(Math.max(least, 0) + 100);
    return switch (random.nextInt(4)) {
      case 0 -> least;
      case 1 -> most;
      default -> least + Math.floorMod(random.nextLong(), Math.max(1, most - least + 1));
    };
  }

  private String string(String name, JsonNode schema) {
    List<String> meaningful = known.get(name);
    if (meaningful != null && random.nextInt(4) > 0) {
      return oneOf(meaningful);
    }
    switch (schema.path("format").asString("")) {
      case "uuid" -> {
        return new UUID(random.nextLong(), random.nextLong() | Long.MIN_VALUE).toString();
      }
      case "date-time" -> {
        return Instant.ofEpochSecond(1_700_000_000L + random.nextInt(100_000_000)).toString();
      }
      case "date" -> {
        return LocalDate.ofEpochDay(20_000 + random.nextInt(1_000)).toString();
      }
      case "duration" -> {
        return "PT" + (1 + random.nextInt(5)) + "S";
      }
      case "byte" -> {
        return "MQ==";
      }
      default -> {
        return byLength(schema);
      }
    }
  }

  private String byLength(JsonNode schema) {
    if (schema.path("pattern").asString("").equals("^[A-J]$")) {
      return String.valueOf((char) ('A' + random.nextInt(10)));
    }
    int least = schema.path("minLength").asInt(1);
    int most = schema.path("maxLength").asInt(least + 20);
    int length =
        switch (random.nextInt(5)) {
          case 0 -> least;
          case 1 -> Math.min(most, 2_000);
          default -> least + random.nextInt(Math.min(most, least + 20) - least + 1);
        };
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
