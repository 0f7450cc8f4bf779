package dev.examhall.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What is in the launcher's jar under {@code demo/}, described in that folder's README. */
final class DemoFiles {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  record Track(String name, String file, int firstQuestion, int lastQuestion) {}

  private final JsonNode exam;
  private final JsonNode placement;

  private DemoFiles(JsonNode exam, JsonNode placement) {
    this.exam = exam;
    this.placement = placement;
  }

  static DemoFiles read() {
    return new DemoFiles(JSON.readTree(bytes("exam.json")), JSON.readTree(bytes("placement.json")));
  }

  String examName() {
    return exam.get("exam").get("name").asString();
  }

  /** The body that creates the exam. */
  JsonNode exam() {
    return exam.get("exam");
  }

  byte[] booklet() {
    return bytes(exam.get("booklet").asString());
  }

  List<Track> tracks() {
    List<Track> tracks = new ArrayList<>();
    for (JsonNode track : exam.get("tracks")) {
      tracks.add(
          new Track(
              track.get("name").asString(),
              track.get("file").asString(),
              track.get("firstQuestion").asInt(),
              track.get("lastQuestion").asInt()));
    }
    return tracks;
  }

  byte[] audio(Track track) {
    return bytes(track.file());
  }

  JsonNode answerKey() {
    return JSON.readTree(bytes("answer-key.json"));
  }

  JsonNode levels() {
    return placement.get("levels");
  }

  JsonNode rules() {
    return placement.get("rules");
  }

  /** Each mapping names a level and a slot; which exam it opens is known once that was created. */
  JsonNode examMappings() {
    return placement.get("examMappings");
  }

  private static byte[] bytes(String name) {
    try (InputStream in = DemoFiles.class.getResourceAsStream("/demo/" + name)) {
      if (in == null) {
        throw new IllegalStateException("demo/" + name + " is missing from the launcher's jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
