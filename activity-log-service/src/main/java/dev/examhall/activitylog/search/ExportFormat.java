package dev.examhall.activitylog.search;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** How an export is written. */
enum ExportFormat {
  /** For spreadsheets: what they would take for a formula has an apostrophe before it. */
  CSV("csv", new MediaType("text", "csv", java.nio.charset.StandardCharsets.UTF_8)) {
    @Override
    String head() {
      return line(
          List.of(
              "time",
              "kind",
              "actor_type",
              "actor_id",
              "actor_name",
              "verb",
              "object_type",
              "object_id",
              "exam",
              "session",
              "severity",
              "message",
              "details",
              "service",
              "trace",
              "id"));
    }

    @Override
    String lines(List<Activity> activities) {
      StringWriter out = new StringWriter(activities.size() * 300);
      CsvWriter csv = csv(out);
      activities.forEach(activity -> csv.writeRecord(cells(activity)));
      return out.toString();
    }
  },

  /** A JSON object a line, as the search gives them. */
  NDJSON("ndjson", MediaType.APPLICATION_NDJSON) {
    @Override
    String head() {
      return "";
    }

    @Override
    String lines(List<Activity> activities) {
      StringBuilder out = new StringBuilder(activities.size() * 400);
      activities.forEach(activity -> out.append(JSON.writeValueAsString(activity)).append('\n'));
      return out.toString();
    }
  };

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String suffix;
  private final MediaType type;

  ExportFormat(String suffix, MediaType type) {
    this.suffix = suffix;
    this.type = type;
  }

  String suffix() {
    return suffix;
  }

  MediaType type() {
    return type;
  }

  /** What stands before the first activity. */
  abstract String head();

  abstract String lines(List<Activity> activities);

  private static String line(List<String> cells) {
    StringWriter out = new StringWriter();
    csv(out).writeRecord(cells);
    return out.toString();
  }

  /** Without a buffer of its own, whose end would have to be flushed. */
  private static CsvWriter csv(StringWriter out) {
    return CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).bufferSize(0).build(out);
  }

  private static List<String> cells(Activity activity) {
    Activity.Actor actor = activity.actor();
    Activity.ObjectRef object = activity.object();
    return List.of(
        activity.at().toString(),
        activity.kind(),
        guarded(actor == null ? null : actor.type()),
        guarded(actor == null ? null : actor.id()),
        guarded(actor == null ? null : actor.name()),
        guarded(activity.verb()),
        guarded(object == null ? null : object.type()),
        guarded(object == null ? null : object.id()),
        Objects.toString(activity.examId(), ""),
        Objects.toString(activity.sessionId(), ""),
        activity.severity(),
        guarded(activity.message()),
        guarded(JSON.writeValueAsString(activity.details())),
        guarded(activity.service()),
        guarded(activity.traceId()),
        activity.id().toString());
  }

  /** OWASP's list of what begins a formula. */
  static String guarded(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    return "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
