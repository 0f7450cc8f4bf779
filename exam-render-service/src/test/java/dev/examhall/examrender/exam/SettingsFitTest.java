package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SettingsFitTest {

  @Test
  void doesNotTakeAwayAnOptionThatTheKeyNeeds() {
    assertThat(fit(3, 5, choice(2, 5, "D")).outcome())
        .isEqualTo(new SettingsOutcome.TooFewOptions(2, 4));
    assertThat(fit(4, 5, choice(2, 5, "D")).outcome()).isEqualTo(new SettingsOutcome.Changed());
  }

  @Test
  void changesTheOptionsOfQuestionsThatHadTheOldNumberAlone() {
    assertThat(fit(4, 5, choice(1, 5, "A"), choice(2, 8, "H")).questions())
        .extracting(question -> question.parts().getFirst().options())
        .containsExactly(4, 8);
  }

  @Test
  void keepsQuestionsThatHaveAKeyOrATrack() {
    assertThat(fit(5, 1, choice(2, 5, "A")).outcome()).isEqualTo(new SettingsOutcome.KeyBeyond(2));
    AudioTrack track = new AudioTrack(UUID.randomUUID(), "Part 1", "/media/x.mp3", 1.0, 1, 3, null);
    assertThat(SettingsFit.of(settings(5, 2), 5, List.of(), List.of(track)).outcome())
        .isEqualTo(new SettingsOutcome.TrackBeyond("Part 1", 3));
  }

  private static SettingsFit fit(int options, int questions, KeyedQuestion... key) {
    return SettingsFit.of(settings(options, questions), 5, List.of(key), List.of());
  }

  private static ExamSettings settings(int options, int questions) {
    return new ExamSettings("Exam", 30, questions, options, 60, false, false, false, false);
  }

  private static KeyedQuestion choice(int number, int options, String letter) {
    return new KeyedQuestion(
        number,
        QuestionType.ONE_CHOICE,
        BigDecimal.ONE,
        List.of(new KeyedPart(PartKind.ONE_CHOICE, options, null, List.of(letter), List.of())));
  }
}
