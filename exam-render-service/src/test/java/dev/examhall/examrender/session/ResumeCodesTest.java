package dev.examhall.examrender.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeCodesTest {

  private static final UUID SESSION = UUID.fromString("0197f000-0000-7000-8000-000000000001");
  private final ResumeCodes codes = new ResumeCodes(List.of(secret(1)));

  @Test
  void followFromTheSessionAndTheNumber() {
    String code = codes.code(SESSION, 1);

    assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{8}").isEqualTo(codes.code(SESSION, 1));
    assertThat(codes.find(SESSION, 1, codes.hash(code))).isEqualTo(code);
    assertThat(codes.find(SESSION, 2, codes.hash(code))).isNull();
    assertThat(
            IntStream.range(0, 5_000)
                .mapToObj(made -> codes.code(SESSION, made))
                .collect(Collectors.toSet()))
        .as("of 40 bits")
        .hasSize(5_000);
  }

  @Test
  void areGoodWhileTheirSecretIs() {
    String code = codes.code(SESSION, 3);
    byte[] hash = codes.hash(code);
    ResumeCodes rotated = new ResumeCodes(List.of(secret(2), secret(1)));
    ResumeCodes forgotten = new ResumeCodes(List.of(secret(3), secret(2)));

    assertThat(rotated.find(SESSION, 3, hash)).isEqualTo(code);
    assertThat(rotated.hashes(code)).hasSize(2).contains(HexFormat.of().formatHex(hash));
    assertThat(rotated.code(SESSION, 3)).isNotEqualTo(code);
    assertThat(forgotten.find(SESSION, 3, hash)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "7KQ2-M0XZ, 7KQ2M0XZ",
    "'  7kq2 m0xz ', 7KQ2M0XZ",
    "OILo-ilil, 01101111",
  })
  void areReadHoweverTheyAreTyped(String typed, String code) {
    assertThat(ResumeCodes.read(typed)).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7KQ2-M0X", "7KQ2-M0XZZ", "UUUU-UUUU", "7KQ2_M0XZ", "七KQ2-M0X"})
  void areNotReadFromWhatIsNone(String typed) {
    assertThat(ResumeCodes.read(typed)).isNull();
  }

  @Test
  void wrongOnesMakeOneWaitLongerEachTime() {
    Guess guess = Guess.of("resume", 3, "127.0.0.1");
    Instant now = Instant.parse("2026-01-01T10:00:00Z");

    assertThat(guess.waitAt(now, 2, now)).isZero();
    assertThat(guess.waitAt(now, 3, now)).isEqualTo(Duration.ofSeconds(2));
    assertThat(guess.waitAt(now, 5, now)).isEqualTo(Duration.ofSeconds(8));
    assertThat(guess.waitAt(now, 50, now)).isEqualTo(Duration.ofMinutes(15));
    assertThat(guess.waitAt(now.plusSeconds(3), 5, now)).isEqualTo(Duration.ofSeconds(5));
    assertThat(guess.waitAt(now.plus(Duration.ofHours(1)), 50, now)).isZero();
    assertThat(guess.subject()).isNotEqualTo(Guess.of("resume", 3, "127.0.0.2").subject());
    assertThat(Guess.network("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2");
  }

  private static SecretKey secret(int of) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) of;
    return new SecretKeySpec(bytes, "HmacSHA256");
  }
}
