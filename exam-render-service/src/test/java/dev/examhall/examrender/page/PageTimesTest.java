package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** Times of day in the reader's order. */
class PageTimesTest {

  private final PageTimes times =
      new PageTimes(
          new PageProperties(
              ZoneId.of("Asia/Seoul"),
              DataSize.ofMegabytes(1),
              Duration.ofHours(1),
              Path.of("templates")),
          Clock.systemUTC());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          en    | 3 Nov 2026, 00:05
          ko    | 2026년 11월 3일 00:05
          en-US | Nov 3, 2026, 00:05
          """)
  void aDayIsWrittenAsItIsReadThere(String language, String written) {
    Instant late = Instant.parse("2026-11-02T15:05:00Z");

    assertThat(times.dayAndTime(late, Locale.forLanguageTag(language))).isEqualTo(written);
  }
}
