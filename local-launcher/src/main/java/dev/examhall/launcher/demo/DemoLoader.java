package dev.examhall.launcher.demo;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Loads the demo exam into a running suite the way a teacher would: through the gateway. */
public final class DemoLoader {

  private static final String EXAMS = "/api/v1/exams";
  private static final String PLACEMENT = "/api/v1/placement/";

  private final TeacherClient teacher;
  private final DemoFiles files;
  private final Consumer<String> progress;

  private DemoLoader(TeacherClient teacher, DemoFiles files, Consumer<String> progress) {
    this.teacher = teacher;
    this.files = files;
    this.progress = progress;
  }

  /**
   * Signs in and adds whatever of the demo is missing. Running it again changes nothing; running it
   * after a failure goes on where that one stopped. Placement that somebody has already set up is
   * left alone.
   *
   * @param gateway address of the gateway, such as {@code http://127.0.0.1:8080}
   * @param username a teacher's account
   * @param progress gets one line for each step
   * @throws DemoLoadException when the gateway can't be reached, refuses the sign-in, or a step
   *     fails
   */
  public static void load(
      URI gateway, String username, char[] password, Consumer<String> progress) {
    try (TeacherClient teacher = new TeacherClient(gateway)) {
      teacher.signIn(username, password);
      new DemoLoader(teacher, DemoFiles.read(), progress).load();
    }
  }

  private void load() {
    String id = examId();
    JsonNode exam = teacher.get("read the demo exam", EXAMS + "/" + id);
    if (exam.hasNonNull("activeVersion")) {
      progress.accept("Demo exam %s is already there".formatted(files.examName()));
    } else {
      fill(id, exam);
    }
    addPlacement(id);
  }

  private String examId() {
    for (JsonNode exam : teacher.get("list the exams", EXAMS).path("exams")) {
      if (exam.path("name").asString("").equals(files.examName())) {
        return exam.get("id").asString();
      }
    }
    progress.accept("Creating the demo exam %s".formatted(files.examName()));
    return teacher.post("create the demo exam", EXAMS, files.exam()).get("id").asString();
  }

  private void fill(String id, JsonNode exam) {
    String path = EXAMS + "/" + id;
    if (!exam.hasNonNull("booklet")) {
      progress.accept("Uploading its booklet");
      teacher.put("upload the booklet", path + "/booklet", "application/pdf", files.booklet());
    }
    Set<String> uploaded = new HashSet<>();
    exam.path("tracks").forEach(track -> uploaded.add(track.path("name").asString("")));
    for (DemoFiles.Track track : files.tracks()) {
      if (!uploaded.contains(track.name())) {
        progress.accept("Uploading '%s'".formatted(track.name()));
        upload(path, track);
      }
    }
    progress.accept("Setting its answer key");
    teacher.put("set the answer key", path + "/answer-key", files.answerKey());
    teacher.post("activate the demo exam", path + "/activation", "application/json", new byte[0]);
    progress.accept("The demo exam is active");
  }

  private void upload(String examPath, DemoFiles.Track track) {
    String query =
        "?name=%s&firstQuestion=%d&lastQuestion=%d"
            .formatted(
                TeacherClient.encoded(track.name()), track.firstQuestion(), track.lastQuestion());
    teacher.post(
        "upload '%s'".formatted(track.name()),
        examPath + "/tracks" + query,
        "audio/mpeg",
        files.audio(track));
  }

  private void addPlacement(String examId) {
    putWhereEmpty("levels", files.levels());
    putWhereEmpty("rules", files.rules());
    ArrayNode mappings = JsonNodeFactory.instance.arrayNode();
    for (JsonNode mapping : files.examMappings()) {
      mappings.add(((ObjectNode) mapping.deepCopy()).put("examId", examId));
    }
    putWhereEmpty("exam-mappings", mappings);
  }

  private void putWhereEmpty(String what, JsonNode wanted) {
    String name = "placement " + what.replace('-', ' ');
    if (teacher.get("read the " + name, PLACEMENT + what).isEmpty()) {
      progress.accept("Setting %d %s".formatted(wanted.size(), name));
      teacher.put("set the " + name, PLACEMENT + what, wanted);
    }
  }
}
