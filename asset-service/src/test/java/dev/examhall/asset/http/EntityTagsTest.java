package dev.examhall.asset.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTagsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"a\"          | true",
        "W/\"a\"        | true",
        "\"b\", \"a\"   | true",
        "*              | true",
        "\"b\"          | false",
        "a              | false",
        "\"A\"          | false",
        "\"a\"\"        | false",
        "W/             | false"
      })
  void matches(String header, boolean expected) {
    assertThat(EntityTags.anyMatches(List.of(header), "\"a\"")).isEqualTo(expected);
  }
}
