package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AnswerSheetHashTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void canBeRecomputedFromItsDescription() {
    SavedAnswer choice = answer(3, AnswerPart.choices("B"));
    SavedAnswer text = answer(1, AnswerPart.text("é"));

    // printf '2\t3\t[{"choices":["B"]}]\n10\t1\t[{"text":"é"}]\n' | sha256sum
    assertThat(AnswerSheetHash.of(Map.of(10, text, 2, choice), JSON))
        .isEqualTo("50c00ce0fcd512ccfadb7f06a30c79cf17aaf1c77d7674bb057d306e62c101a3");
  }

  @Test
  void changesWithEveryAnswer() {
    String hash = AnswerSheetHash.of(Map.of(1, answer(1, AnswerPart.choices("A"))), JSON);

    assertThat(AnswerSheetHash.of(Map.of(1, answer(1, AnswerPart.choices("B"))), JSON))
        .isNotEqualTo(hash);
    assertThat(AnswerSheetHash.of(Map.of(2, answer(1, AnswerPart.choices("A"))), JSON))
        .isNotEqualTo(hash);
    assertThat(AnswerSheetHash.of(Map.of(1, answer(2, AnswerPart.choices("A"))), JSON))
        .isNotEqualTo(hash);
  }

  private static SavedAnswer answer(int revision, AnswerPart part) {
    return new SavedAnswer(revision, Instant.EPOCH, List.of(part), false);
  }
}
