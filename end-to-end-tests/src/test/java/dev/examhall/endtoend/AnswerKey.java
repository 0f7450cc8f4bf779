package dev.examhall.endtoend;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo exam's answer key, as the demo's author wrote it. */
record AnswerKey(List<Question> questions) {

  record Question(int number, String type, List<Part> parts) {}

  record Part(String kind, List<String> choices, List<String> texts) {}

  static AnswerKey ofDemo(Path checkout) {
    JsonNode key =
        JsonMapper.shared()
            .readTree(checkout.resolve("local-launcher/src/main/demo/answer-key.json"));
    return new AnswerKey(
        elements(key.path("questions"))
            .map(
                q ->
                    new Question(
                        q.path("number").asInt(),
                        q.path("type").asString(),
                        elements(q.path("parts"))
                            .map(
                                p ->
                                    new Part(
                                        p.path("kind").asString(),
                                        strings(p.path("choices")),
                                        strings(p.path("texts"))))
                            .toList()))
            .toList());
  }

  Question firstOf(String type) {
    return questions.stream().filter(q -> q.type().equals(type)).findFirst().orElseThrow();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<String> strings(JsonNode array) {
    return elements(array).map(JsonNode::asString).toList();
  }
}
