package dev.examhall.asset.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  private static final String ETAG = "\"abc\"";

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-99, 0, 99",
    "bytes=10-, 10, 99",
    "bytes=99-99, 99, 99",
    "bytes=90-1000, 90, 99",
    "bytes=-1, 99, 99",
    "bytes=-100, 0, 99",
    "bytes=-1000, 0, 99",
    "Bytes= 5-6, 5, 6"
  })
  void readsOneRange(String header, long first, long last) {
    assertThat(ByteRange.of(List.of(header), null, ETAG, 100))
        .isEqualTo(new ByteRange.Part(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"})
  void findsNothingBeyondTheEnd(String header) {
    assertThat(ByteRange.of(List.of(header), null, ETAG, 100))
        .isInstanceOf(ByteRange.Unsatisfiable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=0-1,5-6",
        "bytes=5-4",
        "bytes=-",
        "bytes=a-b",
        "lines=0-1",
        "bytes",
        "",
        "bytes=1",
        "bytes=99999999999999999999-"
      })
  void sendsAllWhenItCannotReadTheRange(String header) {
    assertThat(ByteRange.of(List.of(header), null, ETAG, 100)).isInstanceOf(ByteRange.Whole.class);
  }

  @Test
  void sendsAllWithoutARangeOrWithSeveralHeaders() {
    assertThat(ByteRange.of(List.of(), null, ETAG, 100)).isInstanceOf(ByteRange.Whole.class);
    assertThat(ByteRange.of(List.of("bytes=0-1", "bytes=2-3"), null, ETAG, 100))
        .isInstanceOf(ByteRange.Whole.class);
  }

  @Test
  void honoursTheRangeOnlyIfTheFileIsTheOneThatTheClientHas() {
    List<String> range = List.of("bytes=0-1");
    assertThat(ByteRange.of(range, ETAG, ETAG, 100)).isEqualTo(new ByteRange.Part(0, 1));
    assertThat(ByteRange.of(range, "\"other\"", ETAG, 100)).isInstanceOf(ByteRange.Whole.class);
    assertThat(ByteRange.of(range, "W/\"abc\"", ETAG, 100)).isInstanceOf(ByteRange.Whole.class);
    assertThat(ByteRange.of(range, "Wed, 21 Oct 2026 07:28:00 GMT", ETAG, 100))
        .isInstanceOf(ByteRange.Whole.class);
  }
}
