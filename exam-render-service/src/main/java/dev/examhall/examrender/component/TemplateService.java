package dev.examhall.examrender.component;

import dev.examhall.examrender.exam.AudioTrack;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.MediaRef;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.web.util.HtmlUtils;

/**
 * Renders the components of a page. A component without data is left out. One that fails is
 * replaced by a notice that offers to try again, is reported, and leaves the rest of the page as it
 * is.
 */
public final class TemplateService {

  private static final String FAILED_TEMPLATE = "component/failed.jte";

  static final String SPAN = "examhall.component.render";

  private static final String ATTRIBUTE_COMPONENT = "examhall.component";

  private final ComponentTemplates templates;
  private final ComponentFailures failures;
  private final List<Integer> warnings;
  private final ObservationRegistry observations;

  /**
   * @param warnings when clocks warn, in minutes before the end, falling
   */
  TemplateService(
      ComponentTemplates templates,
      ComponentFailures failures,
      List<Integer> warnings,
      ObservationRegistry observations) {
    this.observations = observations;
    this.templates = templates;
    this.failures = failures;
    this.warnings = List.copyOf(warnings);
  }

  /** The HTML of every component that {@code page} has and {@code context} has data for. */
  public PageComponents renderPageComponents(PageType page, PageContext context) {
    PageComponents rendered = new PageComponents();
    Exam exam = context.exam();
    if (exam == null) {
      return rendered;
    }
    Map<UUID, RenderedComponent> players = new LinkedHashMap<>();
    for (ComponentType type : page.components()) {
      switch (type) {
        case PDF_VIEWER -> {
          MediaRef booklet = exam.booklet();
          if (booklet != null) {
            rendered.add(render(page, type, context, () -> pdfViewer(page, exam, booklet)));
          }
        }
        case AUDIO_PLAYER -> {
          for (AudioTrack track : exam.tracks()) {
            RenderedComponent player = render(page, type, context, () -> audioPlayer(track));
            players.put(track.id(), player);
            rendered.add(player);
          }
        }
        case TIMER ->
            rendered.add(
                render(
                    page,
                    type,
                    context,
                    () ->
                        Timer.of(null)
                            .withDuration(exam.timerMinutes())
                            .withWarnings(
                                warnings.getFirst(), warnings.subList(1, warnings.size()))));
        case QUESTION_NAV -> {
          if (exam.questionCount() > 0) {
            rendered.add(
                render(page, type, context, () -> QuestionNav.of(null, exam.questionCount())));
          }
        }
        case ANSWER_SHEET -> {
          if (exam.questionCount() > 0) {
            rendered.add(
                render(
                    page,
                    type,
                    context,
                    () -> new AnswerSheet(null, SheetGroups.of(exam, players))));
          }
        }
      }
    }
    return rendered;
  }

  private static PdfViewer pdfViewer(PageType page, Exam exam, MediaRef booklet) {
    return PdfViewer.of(null, booklet.url())
        .withDownload(page.downloadAllowed())
        .withSplitPages(exam.splitPages(), exam.skipFirstLeftHalf());
  }

  private static AudioPlayer audioPlayer(AudioTrack track) {
    return AudioPlayer.of(track.id().toString(), track.url())
        .withName(track.name())
        .withDuration(track.durationSeconds())
        .withQuestions(track.firstQuestion(), track.lastQuestion())
        .withPlayLimit(track.playLimit());
  }

  // whatever goes wrong in one component, an Error of the JVM apart, must not reach the page
  private RenderedComponent render(
      PageType page, ComponentType type, PageContext context, Supplier<? extends Component> make) {
    try {
      byte[] html = observed(type, () -> html(type, make.get(), context));
      return new RenderedComponent(type, html, false);
    } catch (RuntimeException failure) {
      failures.report(page, type, failure);
      return new RenderedComponent(type, failedNotice(page, type, context), true);
    }
  }

  private byte[] html(ComponentType type, Component component, PageContext context) {
    return templates.render(
        type.template(), Map.of("component", component, "texts", context.texts()));
  }

  private byte[] observed(ComponentType type, Supplier<byte[]> rendering) {
    return Observation.createNotStarted(SPAN, observations)
        .contextualName("render " + type.type())
        .lowCardinalityKeyValue(ATTRIBUTE_COMPONENT, type.type())
        .observe(rendering);
  }

  private byte[] failedNotice(PageType page, ComponentType type, PageContext context) {
    try {
      return templates.render(
          FAILED_TEMPLATE, Map.of("type", type.type(), "texts", context.texts()));
    } catch (RuntimeException failure) {
      failures.report(page, type, failure);
      return lastResort(context.texts().of("component.failed"));
    }
  }

  private static byte[] lastResort(String text) {
    return ("<p class=\"notice notice-warning\" role=\"alert\">"
            + HtmlUtils.htmlEscape(text)
            + "</p>")
        .getBytes(StandardCharsets.UTF_8);
  }
}
