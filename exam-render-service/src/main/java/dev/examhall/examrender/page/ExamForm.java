package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamInput;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamSettings;
import dev.examhall.examrender.exam.NewTrack;
import dev.examhall.examrender.exam.TrackRange;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The form of an exam's settings as it was typed.
 *
 * @param values what stands in the fields, by name
 * @param tracks of a new exam
 * @param errors keys of what is wrong, by field; or sentences of another service
 */
public record ExamForm(
    Map<String, String> values, List<TrackForm> tracks, Map<String, String> errors) {

  /** A form has room for so many tracks; more are added to the exam afterwards. */
  static final int MOST_TRACKS = 20;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
  private static final Set<String> FLAGS =
      Set.of("splitPages", "skipFirstLeftHalf", "levelChange", "answerReview");
  private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("uuMMdd");

  public ExamForm {
    values = Map.copyOf(values);
    tracks = List.copyOf(tracks);
    errors = Map.copyOf(errors);
  }

  /** What a new exam begins with. */
  static ExamForm fresh(LocalDate today) {
    return new ExamForm(
        Map.of(
            "nameKind", "own",
            "presetDate", today.toString(),
            "questionCount", "50",
            "options", "5",
            "timerMinutes", "60",
            "passPercent", "60"),
        List.of(),
        Map.of());
  }

  /** The settings of an exam that there is. */
  static ExamForm of(ExamOverview exam) {
    Map<String, String> values = new HashMap<>();
    values.put("name", exam.name());
    values.put("questionCount", String.valueOf(exam.questionCount()));
    values.put("options", String.valueOf(exam.options()));
    values.put("timerMinutes", String.valueOf(exam.timerMinutes()));
    values.put("passPercent", String.valueOf(exam.passPercent()));
    values.put("splitPages", String.valueOf(exam.splitPages()));
    values.put("skipFirstLeftHalf", String.valueOf(exam.skipFirstLeftHalf()));
    values.put("levelChange", String.valueOf(exam.levelChange()));
    values.put("answerReview", String.valueOf(exam.answerReview()));
    return new ExamForm(values, List.of(), Map.of());
  }

  /** What was typed, with everything that is wrong with it. */
  static ExamForm typed(Map<String, String> values, List<TrackForm> tracks) {
    ExamForm typed = new ExamForm(values, tracks, Map.of());
    Map<String, String> errors =
        typed.input().problems().keySet().stream()
            .collect(Collectors.toMap(field -> field, field -> "exam.error." + field));
    if (typed.isPreset() && typed.value("presetText").isBlank()) {
      errors.remove("name");
      errors.put("presetText", "exam.error.presetText");
    }
    List<TrackForm> checked = typed.checkedTracks();
    return new ExamForm(values, checked, errors);
  }

  private List<TrackForm> checkedTracks() {
    @Nullable Integer questions = number("questionCount");
    int count = questions == null ? ExamInput.MOST_QUESTIONS : questions;
    List<TrackForm> checked = new ArrayList<>();
    List<TrackRange> ranges = new ArrayList<>();
    for (TrackForm track : tracks) {
      String problem = track.problem(count);
      if (problem == null) {
        if (NewTrack.overlap(track.range(), ranges).isPresent()) {
          problem = "exam.error.track-overlap";
        }
        ranges.add(track.range());
      }
      checked.add(track.with(problem));
    }
    return checked;
  }

  ExamForm with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(errors);
    all.putAll(more);
    return new ExamForm(values, tracks, all);
  }

  /** As above, where a file of a track was not taken. */
  ExamForm withTrackError(int index, String error) {
    return new ExamForm(
        values,
        tracks.stream().map(track -> track.index() == index ? track.with(error) : track).toList(),
        errors);
  }

  /** Whether there is nothing to correct. */
  public boolean isSound() {
    return errors.isEmpty() && tracks.stream().allMatch(track -> track.error() == null);
  }

  /** What stands in a field. */
  public String value(String field) {
    return values.getOrDefault(field, "");
  }

  /** Whether a box is ticked. */
  public boolean is(String flag) {
    String value = value(flag);
    return value.equals("true") || value.equals("on");
  }

  /** Key of what is wrong with a field, or the sentence itself; null if nothing is. */
  public @Nullable String error(String field) {
    return errors.get(field);
  }

  /** Whether the name is put together and not typed. */
  public boolean isPreset() {
    return value("nameKind").equals("preset");
  }

  ExamSettings settings() {
    return input().settings();
  }

  private ExamInput input() {
    return new ExamInput(
        isPreset() ? presetName() : value("name"),
        number("timerMinutes"),
        number("questionCount"),
        value("options").isEmpty() ? null : orNothing("options"),
        value("passPercent").isEmpty() ? null : orNothing("passPercent"),
        is("splitPages"),
        is("skipFirstLeftHalf"),
        is("levelChange"),
        is("answerReview"));
  }

  /** {@code [PT]_<text>_<YYMMDD>}, and {@code _v<number>} where there is one. */
  String presetName() {
    String version = value("presetVersion").strip();
    return "[PT]_%s_%s%s"
        .formatted(
            value("presetText").strip().replaceAll("\\s+", "_"),
            shortDay(value("presetDate")),
            version.isEmpty() ? "" : "_v" + version);
  }

  private static String shortDay(String date) {
    try {
      return SHORT_DAY.format(LocalDate.parse(date.strip()));
    } catch (DateTimeParseException notADay) {
      return date.strip();
    }
  }

  private @Nullable Integer number(String field) {
    String value = value(field).strip();
    return NUMBER.matcher(value).matches() ? Integer.valueOf(value) : null;
  }

  /** A number that no field allows, where there is none. */
  private Integer orNothing(String field) {
    Integer number = number(field);
    return number == null ? -1 : number;
  }

  /** Names of all boxes. */
  public static Set<String> flags() {
    return FLAGS;
  }
}
