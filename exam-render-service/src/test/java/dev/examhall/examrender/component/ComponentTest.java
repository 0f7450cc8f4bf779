package dev.examhall.examrender.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ComponentTest {

  @Test
  void idsAndClassesFollowFromTypeAndId() {
    assertThat(Timer.of(null).componentId()).isEqualTo("timer_default");
    assertThat(AudioPlayer.of("42", "/media/a.mp3").componentId()).isEqualTo("audio_player_42");
    assertThat(PdfViewer.of("x", "/media/a.pdf").componentClass())
        .isEqualTo("component-pdf_viewer");
    assertThat(QuestionNav.of(null, 3).componentId()).isEqualTo("question_nav_default");
    assertThat(new AnswerSheet(null, List.of()).componentClass())
        .isEqualTo("component-answer_sheet");
  }

  @Test
  void defaultsAreTheOriginals() {
    assertThat(PdfViewer.of(null, "/media/a.pdf"))
        .isEqualTo(new PdfViewer(null, "/media/a.pdf", 1, false, true, false, false));
    assertThat(AudioPlayer.of(null, "/media/a.mp3"))
        .isEqualTo(
            new AudioPlayer(null, List.of("/media/a.mp3"), null, false, true, null, null, null));
    assertThat(Timer.of(null)).isEqualTo(new Timer(null, 60, 10, List.of(5, 1), true, true));
    assertThat(QuestionNav.of(null, 50)).isEqualTo(new QuestionNav(null, 50, 1, Set.of(), true));
  }

  @Test
  void contextsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> PdfViewer.of(null, " ")).hasMessageContaining("pdfUrl");
    assertThatThrownBy(() -> new PdfViewer(null, "/a.pdf", 0, false, true, false, false))
        .hasMessageContaining("initialPage");
    assertThatThrownBy(() -> QuestionNav.of(null, 0)).hasMessageContaining("totalQuestions");
    assertThatThrownBy(() -> new QuestionNav(null, 3, 4, Set.of(), true))
        .hasMessageContaining("currentQuestion");
    assertThatThrownBy(() -> Timer.of(null).withDuration(0)).hasMessageContaining("duration");
    assertThatThrownBy(() -> AudioPlayer.of(null, "/a.mp3").withQuestions(5, 4))
        .hasMessageContaining("5–4");
  }

  @Test
  void theTimerShowsItsFullTimeUntilItRuns() {
    assertThat(Timer.of(null).withDuration(45).fullTimeText()).isEqualTo("45:00");
    assertThat(Timer.of(null).withDuration(125).fullTimeText()).isEqualTo("2:05:00");
  }
}
