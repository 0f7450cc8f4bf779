package dev.examhall.activitylog.search;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for; what is absent does not narrow it.
 *
 * @param actor id of who did it
 * @param object id of what it was done to
 * @param severities any of them; empty means all
 * @param from the earliest moment, inclusive
 * @param to the latest moment, exclusive
 * @param words as in a web search: all of them, {@code "a phrase"}, {@code -without}, {@code or}
 * @param oldestFirst else the newest come first
 * @param after where the page before this one ended
 * @param limit 1 to {@value #MOST}
 */
public record ActivityQuery(
    @Nullable String actor,
    @Nullable String objectType,
    @Nullable String object,
    @Nullable UUID exam,
    @Nullable UUID session,
    @Nullable String verb,
    List<Severity> severities,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String words,
    boolean oldestFirst,
    @Nullable UUID after,
    int limit) {

  /** The longest page. */
  public static final int MOST = 200;

  private static final int USUAL = 50;

  /** What came of reading a request's parameters. */
  public sealed interface Parsed {

    /** They make a query. */
    record Valid(ActivityQuery query) implements Parsed {}

    /**
     * One of them cannot be understood.
     *
     * @param explanation a sentence for the person who wrote it
     */
    record Invalid(String parameter, String explanation) implements Parsed {}
  }

  /** Everything of one actor, newest first. */
  static ActivityQuery ofActor(String actor, int limit) {
    return new ActivityQuery(
        actor, null, null, null, null, null, List.of(), null, null, null, false, null, limit);
  }

  /** What was asked for, as the log notes it. */
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    put(details, "actor", actor);
    put(details, "object", object);
    put(details, "exam", exam);
    put(details, "session", session);
    put(details, "verb", verb);
    put(details, "from", from);
    put(details, "to", to);
    put(details, "words", words);
    return details;
  }

  private static void put(Map<String, Object> details, String name, @Nullable Object value) {
    if (value != null) {
      details.put(name, value.toString());
    }
  }

  /** Reads a request's parameters; blank ones, as forms send them, count as absent. */
  public static Parsed parse(Map<String, List<String>> parameters) {
    try {
      return new Parsed.Valid(new Reader(parameters).query());
    } catch (UnreadableException e) {
      return new Parsed.Invalid(e.parameter, String.valueOf(e.getMessage()));
    }
  }

  private static final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String parameter;

    UnreadableException(String parameter, String explanation) {
      super(explanation);
      this.parameter = parameter;
    }
  }

  private record Reader(Map<String, List<String>> parameters) {

    ActivityQuery query() {
      return new ActivityQuery(
          text("actor").orElse(null),
          text("objectType").orElse(null),
          text("object").orElse(null),
          parsed("exam", UUID::fromString, "an exam's id is a UUID").orElse(null),
          parsed("session", UUID::fromString, "a session's id is a UUID").orElse(null),
          text("verb").orElse(null),
          severities(),
          parsed("from", Reader::instant, TIME).orElse(null),
          parsed("to", Reader::instant, TIME).orElse(null),
          text("q").orElse(null),
          text("order").filter("oldest"::equals).isPresent(),
          text("cursor").map(Reader::cursor).orElse(null),
          parsed("limit", Reader::limit, "1 to " + MOST).orElse(USUAL));
    }

    private static final String TIME = "a time looks like 2026-03-02T09:30 or 2026-03-02T09:30:00Z";

    private List<Severity> severities() {
      return parameters.getOrDefault("severity", List.of()).stream()
          .filter(value -> !value.isBlank())
          .map(
              value ->
                  convert(
                      "severity",
                      value,
                      name -> Severity.valueOf(name.toUpperCase(Locale.ROOT)),
                      "info, warning, error or critical"))
          .toList();
    }

    private Optional<String> text(String name) {
      return parameters.getOrDefault(name, List.of()).stream()
          .map(String::strip)
          .filter(value -> !value.isEmpty())
          .findFirst();
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser, String explanation) {
      return text(name).map(value -> convert(name, value, parser, explanation));
    }

    private static <T> T convert(
        String name, String value, Function<String, T> parser, String explanation) {
      try {
        return parser.apply(value);
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw new UnreadableException(name, explanation);
      }
    }

    private static Instant instant(String value) {
      return value.endsWith("Z")
          ? Instant.parse(value)
          : LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
    }

    private static int limit(String value) {
      int limit = Integer.parseInt(value);
      if (limit < 1 || limit > MOST) {
        throw new IllegalArgumentException(value);
      }
      return limit;
    }

    private static UUID cursor(String value) {
      return Cursor.parse(value)
          .orElseThrow(
              () -> new UnreadableException("cursor", "take it from the page before, as it is"));
    }
  }
}
