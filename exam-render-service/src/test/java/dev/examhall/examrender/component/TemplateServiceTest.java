package dev.examhall.examrender.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.exam.AudioTrack;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.MediaRef;
import dev.examhall.examrender.exam.Part;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.Question;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.text.Texts;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.micrometer.observation.ObservationRegistry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

class TemplateServiceTest {

  private final List<String> reported = new ArrayList<>();

  @Test
  void onlyComponentsWithDataAreRendered() {
    PageComponents page =
        service(engine())
            .renderPageComponents(PageType.STUDENT_TEST, context(exam(null, List.of())));

    assertThat(page.one(ComponentType.PDF_VIEWER)).isNull();
    assertThat(page.all(ComponentType.AUDIO_PLAYER)).isEmpty();
    assertThat(html(page, ComponentType.TIMER))
        .contains("id=\"timer_default\"")
        .contains("data-warning-minutes=\"15\"", "data-later-warnings=\"3\"");
    assertThat(html(page, ComponentType.QUESTION_NAV)).contains("aria-current=\"step\"");
    assertThat(html(page, ComponentType.ANSWER_SHEET))
        .contains("type=\"radio\" name=\"q1.0\" value=\"E\"")
        .doesNotContain("name=\"q1.0\" value=\"F\"")
        .contains("<textarea");
    assertThat(reported).isEmpty();
  }

  @Test
  void aPageWithoutAnExamHasNoComponents() {
    PageComponents page =
        service(engine()).renderPageComponents(PageType.EXAM_CREATE, context(null));

    assertThat(ComponentType.values()).allMatch(type -> page.all(type).isEmpty());
  }

  @Test
  void downloadIsForTeachersPreviewAlone() {
    Exam exam = exam(new MediaRef("/media/b.pdf", 12, 1000), List.of());
    TemplateService service = service(engine());

    assertThat(
            html(
                service.renderPageComponents(PageType.STUDENT_TEST, context(exam)),
                ComponentType.PDF_VIEWER))
        .contains("data-pdf-url=\"/media/b.pdf\"")
        .doesNotContain(" download");
    assertThat(
            html(
                service.renderPageComponents(PageType.EXAM_PREVIEW, context(exam)),
                ComponentType.PDF_VIEWER))
        .contains(" download");
  }

  @Test
  void tracksStandBeforeTheirQuestions() {
    Exam exam = exam(null, List.of(track("One", 1, 1), track("Two", 2, 3)));

    String sheet =
        html(
            service(engine()).renderPageComponents(PageType.STUDENT_TEST, context(exam)),
            ComponentType.ANSWER_SHEET);

    assertThat(sheet)
        .containsSubsequence(">One<", "id=\"q1\"", ">Two<", "id=\"q2\"", "id=\"q3\"", "id=\"q4\"");
  }

  @Test
  void namesFromTeachersAreEscaped() {
    Exam exam = exam(null, List.of(track("<script>alert('x')</script>\"", 1, 4)));

    String sheet =
        html(
            service(engine()).renderPageComponents(PageType.STUDENT_TEST, context(exam)),
            ComponentType.ANSWER_SHEET);

    assertThat(sheet).contains("&lt;script").doesNotContain("<script");
  }

  @Test
  void aFailingComponentBecomesANoticeAndLeavesTheRest() {
    ComponentTemplates healthy = engine();
    ComponentTemplates broken =
        (template, parameters) -> {
          if (template.contains("audio_player")) {
            throw new IllegalStateException("planted");
          }
          return healthy.render(template, parameters);
        };

    PageComponents page =
        service(broken)
            .renderPageComponents(
                PageType.STUDENT_TEST, context(exam(null, List.of(track("One", 1, 2)))));

    assertThat(page.complete()).isFalse();
    assertThat(html(page, ComponentType.ANSWER_SHEET))
        .contains("data-failed=\"audio_player\"")
        .contains("Try again")
        .contains("id=\"q1\"");
    assertThat(html(page, ComponentType.TIMER)).contains("timer_default");
    assertThat(reported).containsExactly("STUDENT_TEST audio_player planted");
  }

  @Test
  void aComponentWhoseContextIsRefusedBecomesANoticeToo() {
    PageComponents page =
        service(engine())
            .renderPageComponents(
                PageType.STUDENT_TEST, context(exam(new MediaRef("", 1, 1), List.of())));

    assertThat(html(page, ComponentType.PDF_VIEWER)).contains("data-failed=\"pdf_viewer\"");
    assertThat(reported).hasSize(1);
  }

  @Test
  void evenABrokenNoticeLeavesAPage() {
    ComponentTemplates broken =
        (template, parameters) -> {
          throw new IllegalStateException("planted");
        };

    PageComponents page =
        service(broken).renderPageComponents(PageType.STUDENT_TEST, context(exam(null, List.of())));

    assertThat(html(page, ComponentType.TIMER)).contains("could not be shown");
  }

  private TemplateService service(ComponentTemplates templates) {
    return new TemplateService(
        templates,
        (page, component, failure) ->
            reported.add(page + " " + component.type() + " " + failure.getMessage()),
        List.of(15, 3),
        ObservationRegistry.NOOP);
  }

  private static ComponentTemplates engine() {
    return ComponentTemplates.of(
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, null, "dev.examhall.examrender.templates"));
  }

  private static PageContext context(@Nullable Exam exam) {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages/component");
    messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
    return new PageContext(exam, new Texts(messages, Locale.ENGLISH));
  }

  private static AudioTrack track(String name, int first, int last) {
    return new AudioTrack(UUID.randomUUID(), name, "/media/a.mp3", 61.4, first, last, null);
  }

  private static Exam exam(@Nullable MediaRef booklet, List<AudioTrack> tracks) {
    Map<Integer, Part> parts =
        Map.of(
            1, new Part(PartKind.ONE_CHOICE, 5, null),
            2, new Part(PartKind.SELECT_ALL, 4, null),
            3, new Part(PartKind.SHORT, 0, "Noun"),
            4, new Part(PartKind.LONG, 0, null));
    List<Question> questions =
        IntStream.rangeClosed(1, 4)
            .mapToObj(
                number ->
                    new Question(
                        number,
                        QuestionType.ONE_CHOICE,
                        BigDecimal.TWO,
                        List.of(parts.get(number))))
            .toList();
    return new Exam(
        UUID.randomUUID(), 1, "Exam", 60, 60, questions, booklet, tracks, false, false, false);
  }

  private static String html(PageComponents page, ComponentType type) {
    RenderedComponent component = page.one(type);
    assertThat(component).isNotNull();
    return component.html();
  }
}
