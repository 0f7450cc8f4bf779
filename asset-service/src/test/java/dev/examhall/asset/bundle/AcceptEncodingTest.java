package dev.examhall.asset.bundle;

import static dev.examhall.asset.bundle.ContentEncoding.BR;
import static dev.examhall.asset.bundle.ContentEncoding.GZIP;
import static dev.examhall.asset.bundle.ContentEncoding.IDENTITY;
import static dev.examhall.asset.bundle.ContentEncoding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
  private static final Set<ContentEncoding> ALL = EnumSet.allOf(ContentEncoding.class);

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // what browsers send, in their order: the server's order counts
        "gzip, deflate, br, zstd          | BR",
        "gzip, deflate, zstd              | ZSTD",
        "gzip, deflate                    | GZIP",
        "deflate                          | IDENTITY",
        "*                                | BR",
        // weights
        "br;q=0.2, gzip                   | GZIP",
        "br;q=0.8, gzip;q=0.8, zstd;q=0.9 | ZSTD",
        "br;q=0, *                        | ZSTD",
        "br;q=0.000, zstd; q=0, gzip;q=1  | GZIP",
        "*;q=0.5, br;q=0                  | ZSTD",
        "identity, br;q=0.5               | IDENTITY",
        "identity;q=0.5, br;q=0.5         | BR",
        "gzip;q=0.001                     | GZIP",
        // nothing left but the plain file
        "br;q=0, gzip;q=0                 | IDENTITY",
        "identity                         | IDENTITY",
        // spelling
        "GZIP;Q=1.0                       | GZIP",
        "x-gzip                           | GZIP",
        "  br  ;  q=1                     | BR",
        ",,br,,                           | BR",
        // weights that cannot be read refuse
        "br;q=high, gzip                  | GZIP",
        "br;q=1.5, gzip                   | GZIP",
        "br;q=-1, gzip                    | GZIP",
        "br;q=., gzip                     | GZIP",
        "brr, ;;;, =, q=1                 | IDENTITY",
      })
  void chooses(String header, ContentEncoding expected) {
    assertThat(AcceptEncoding.of(header).choose(ALL)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity;q=0 | none",
        "*;q=0 | none",
        "deflate, *;q=0 | none",
        "identity;q=0, br;q=0 | none"
      })
  void findsNothingWhenAllIsRefused(String header, String none) {
    assertThat(AcceptEncoding.of(header).choose(ALL)).isNull();
  }

  @Test
  void servesThePlainFileWithoutAHeader() {
    assertThat(AcceptEncoding.of(null).choose(ALL)).isEqualTo(IDENTITY);
    assertThat(AcceptEncoding.of("").choose(ALL)).isEqualTo(IDENTITY);
  }

  @Test
  void choosesOnlyWhatTheFileHas() {
    assertThat(AcceptEncoding.of("gzip, br, zstd").choose(EnumSet.of(GZIP, IDENTITY)))
        .isEqualTo(GZIP);
    assertThat(AcceptEncoding.of("br, zstd").choose(EnumSet.of(GZIP, IDENTITY)))
        .isEqualTo(IDENTITY);
    assertThat(AcceptEncoding.of("br, identity;q=0").choose(EnumSet.of(GZIP, IDENTITY))).isNull();
    assertThat(AcceptEncoding.of("zstd, br").choose(EnumSet.of(ZSTD, BR, IDENTITY))).isEqualTo(BR);
  }
}
