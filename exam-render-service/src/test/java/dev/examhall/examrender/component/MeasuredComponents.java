package dev.examhall.examrender.component;

import dev.examhall.examrender.exam.Exam;
import gg.jte.Content;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The components of the exam page, for measurements in other packages. */
public final class MeasuredComponents {

  private static final List<Integer> WARNINGS = List.of(10, 5, 1);

  private MeasuredComponents() {}

  /** As the application has it; a component that fails ends the measurement. */
  public static TemplateService service(TemplateEngine engine) {
    return new TemplateService(
        ComponentTemplates.of(engine),
        (page, component, failure) -> {
          throw new IllegalStateException(component.type(), failure);
        },
        WARNINGS,
        ObservationRegistry.NOOP);
  }

  /** The same components for an engine that renders them where they stand. */
  public static Map<String, Object> contexts(Exam exam) {
    Map<UUID, Player> players = new HashMap<>();
    exam.tracks()
        .forEach(
            track ->
                players.put(
                    track.id(),
                    new Player(
                        AudioPlayer.of(track.id().toString(), track.url())
                            .withName(track.name())
                            .withDuration(track.durationSeconds())
                            .withQuestions(track.firstQuestion(), track.lastQuestion())
                            .withPlayLimit(track.playLimit()))));
    Map<String, Object> contexts = new HashMap<>();
    contexts.put(
        "booklet",
        exam.booklet() == null
            ? null
            : PdfViewer.of(null, exam.booklet().url())
                .withSplitPages(exam.splitPages(), exam.skipFirstLeftHalf()));
    contexts.put(
        "timer",
        Timer.of(null)
            .withDuration(exam.timerMinutes())
            .withWarnings(WARNINGS.getFirst(), WARNINGS.subList(1, WARNINGS.size())));
    contexts.put("nav", QuestionNav.of(null, exam.questionCount()));
    contexts.put("sheet", new AnswerSheet(null, SheetGroups.of(exam, players)));
    return contexts;
  }

  /** A player that is not rendered yet. */
  public record Player(AudioPlayer player) implements Content {
    @Override
    public void writeTo(TemplateOutput output) {
      throw new UnsupportedOperationException("its template renders it");
    }
  }
}
