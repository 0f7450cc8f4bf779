package dev.examhall.examrender.exam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumberRangesTest {

  @Test
  void writesNumbersAsPeopleDo() {
    assertThat(NumberRanges.text(List.of(3, 7, 8, 9, 12, 13, 40), 9))
        .isEqualTo("3, 7–9, 12, 13, 40");
    assertThat(NumberRanges.text(List.of(1, 3, 5), 2)).isEqualTo("1, 3, …");
    assertThat(NumberRanges.text(List.of(), 2)).isEmpty();
  }
}
