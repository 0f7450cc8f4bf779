package dev.examhall.activitylog.page;

import dev.examhall.activitylog.search.Activity;
import dev.examhall.activitylog.search.ActivityPage;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriUtils;

/**
 * What the page shows.
 *
 * @param title of the page and its heading
 * @param form the parameters as they were written, for the form to show again
 * @param problem what is wrong with them
 * @param older address of the next page
 * @param stream address of the live tail; absent where it would not fit what is shown
 * @param operator whether the reader is one
 */
public record ActivitiesView(
    String title,
    String explanation,
    boolean timeline,
    Map<String, String> form,
    List<Row> rows,
    @Nullable String problem,
    @Nullable String older,
    @Nullable String stream,
    boolean operator) {

  private static final List<String> FOLDED =
      List.of("from", "to", "verb", "actor", "object", "exam", "session");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ISO_LOCAL_DATE;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  /** The choices of the severity filter. */
  public static final List<Severity> SEVERITIES = List.of(Severity.values());

  /**
   * One activity as text.
   *
   * @param actorHref shows what the same actor did
   * @param sessionHref shows the session's timeline
   */
  public record Row(
      String iso,
      String day,
      String time,
      String severity,
      String tone,
      String actor,
      @Nullable String actorHref,
      String verb,
      String object,
      @Nullable String message,
      List<Detail> details,
      String service,
      @Nullable String traceId,
      @Nullable String sessionHref) {}

  /** One thing that an activity says about itself. */
  public record Detail(String name, String value) {}

  static ActivitiesView found(
      MultiValueMap<String, String> parameters, ActivityPage page, boolean operator) {
    String session = first(parameters, "session");
    boolean timeline = session != null && "oldest".equals(first(parameters, "order"));
    return new ActivitiesView(
        Words.of(timeline ? "timeline.title" : "activities.title"),
        explanation(timeline, page),
        timeline,
        parameters.toSingleValueMap(),
        page.items().stream().map(ActivitiesView::row).toList(),
        null,
        page.next() == null
            ? null
            : "/activities?" + query(parameters, Stream.of("cursor=" + encoded(page.next()))),
        first(parameters, "order") == null && first(parameters, "cursor") == null
            ? "/api/v1/activities/stream?" + query(parameters, Stream.empty())
            : null,
        operator);
  }

  static ActivitiesView unreadable(
      MultiValueMap<String, String> parameters, String problem, boolean operator) {
    return new ActivitiesView(
        Words.of("activities.title"),
        Words.of("results.nothing-searched"),
        false,
        parameters.toSingleValueMap(),
        List.of(),
        problem,
        null,
        null,
        operator);
  }

  /** Whether anything was searched. */
  public boolean readable() {
    return problem == null;
  }

  /** Where all that is found can be taken. */
  public String export(String format) {
    return "/api/v1/activities/export."
        + format
        + "?"
        + form.entrySet().stream()
            .filter(field -> !field.getKey().equals("cursor") && !field.getValue().isBlank())
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
  }

  /** What the form's field held. */
  public String value(String name) {
    return form.getOrDefault(name, "");
  }

  /** Whether a filter is set that is folded away; a timeline's session says its title. */
  public boolean filtered() {
    return FOLDED.stream()
        .anyMatch(name -> !value(name).isEmpty() && !(timeline && name.equals("session")));
  }

  private static String explanation(boolean timeline, ActivityPage page) {
    if (page.items().isEmpty()) {
      return Words.of("results.none");
    }
    String order = Words.of(timeline ? "search.oldest" : "search.newest");
    return page.items().size() == 1
        ? Words.of("results.one", order)
        : Words.of("results.many", page.items().size(), order);
  }

  private static Row row(Activity activity) {
    var at = activity.at().atOffset(ZoneOffset.UTC);
    Activity.Actor actor = activity.actor();
    Activity.ObjectRef object = activity.object();
    return new Row(
        activity.at().truncatedTo(ChronoUnit.MILLIS).toString(),
        DAY.format(at),
        TIME.format(at),
        Words.of("severity." + activity.severity()),
        tone(activity.severity()),
        actor == null
            ? Words.of(activity.erased() ? "row.erased" : "row.system")
            : Objects.requireNonNullElse(actor.name(), actor.type()),
        actor == null ? null : "/activities?actor=" + encoded(actor.id()),
        activity.verb().replace('-', ' '),
        object == null ? "" : object.type() + " " + object.id(),
        activity.message(),
        details(activity, activity.at()),
        activity.service(),
        activity.traceId(),
        activity.sessionId() == null ? null : "/activities/sessions/" + activity.sessionId());
  }

  private static List<Detail> details(Activity activity, Instant at) {
    List<Detail> details = new ArrayList<>();
    activity
        .details()
        .forEach((name, value) -> details.add(new Detail(name, String.valueOf(value))));
    if (activity.actor() != null) {
      details.add(new Detail("actor", activity.actor().type() + " " + activity.actor().id()));
    }
    if (activity.examId() != null) {
      details.add(new Detail("exam", activity.examId().toString()));
    }
    details.add(new Detail("time", at.toString()));
    details.add(new Detail("id", activity.id().toString()));
    return details;
  }

  private static String tone(String severity) {
    return switch (severity) {
      case "WARNING" -> "warning";
      case "ERROR", "CRITICAL" -> "danger";
      default -> "calm";
    };
  }

  private static String query(MultiValueMap<String, String> parameters, Stream<String> more) {
    Stream<String> kept =
        parameters.entrySet().stream()
            .filter(parameter -> !parameter.getKey().equals("cursor"))
            .flatMap(
                parameter ->
                    parameter.getValue().stream()
                        .filter(value -> !value.isBlank())
                        .map(value -> encoded(parameter.getKey()) + "=" + encoded(value)));
    return Stream.concat(kept, more).collect(Collectors.joining("&"));
  }

  private static String encoded(String value) {
    return UriUtils.encode(value, StandardCharsets.UTF_8);
  }

  private static @Nullable String first(MultiValueMap<String, String> parameters, String name) {
    String value = parameters.getFirst(name);
    return value == null || value.isBlank() ? null : value;
  }
}
