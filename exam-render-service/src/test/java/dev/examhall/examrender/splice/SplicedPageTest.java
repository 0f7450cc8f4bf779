package dev.examhall.examrender.splice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.jte.output.StringOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SplicedPageTest {

  private final Holes holes = new Holes();

  @Test
  void isTheSamePlainAndCompressed() throws IOException {
    SplicedPage page = page("<h1>", "name", "</h1><p>한국어</p>", "data", "</html>");
    Map<String, byte[]> personal = Map.of("name", utf8("김민서"), "data", utf8("{\"a\":1}"));

    assertThat(text(page.plain(personal))).isEqualTo("<h1>김민서</h1><p>한국어</p>{\"a\":1}</html>");
    assertThat(gunzip(page.gzip(personal))).isEqualTo(page.plain(personal));
  }

  @Test
  void holdsForAnyLengthOfAnyPart() throws IOException {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      SplicedPage page =
          page(letters(random), "name", letters(random), "data", letters(random), "name", "");
      Map<String, byte[]> personal =
          Map.of("name", utf8(letters(random)), "data", bytes(random, random.nextInt(200_000)));

      assertThat(gunzip(page.gzip(personal))).as("seed %d", seed).isEqualTo(page.plain(personal));
    }
  }

  @Test
  void doesNotCompressWhatIsPersonal() {
    SplicedPage page = page("secret ".repeat(500), "data", "secret ".repeat(500));

    int alike = page.gzip(Map.of("data", utf8("secret secret secret"))).length;
    int different = page.gzip(Map.of("data", utf8("q8zJx1 0vKw3R yB5nT2"))).length;

    assertThat(alike).isEqualTo(different);
  }

  @Test
  void isAPageWithoutHolesToo() throws IOException {
    SplicedPage page = page("<p>nobody</p>");

    assertThat(text(gunzip(page.gzip(Map.of())))).isEqualTo("<p>nobody</p>");
    assertThat(gunzip(page("").gzip(Map.of()))).isEmpty();
  }

  @Test
  void saysWhichHoleIsEmpty() {
    SplicedPage page = page("<h1>", "name", "</h1>");

    assertThatThrownBy(() -> page.gzip(Map.of("data", new byte[0])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name");
  }

  /** Shared parts and the names of holes in turn. */
  private SplicedPage page(String... parts) {
    StringOutput html = new StringOutput();
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 0) {
        html.writeContent(parts[i]);
      } else {
        holes.hole(parts[i]).writeTo(html);
      }
    }
    return SplicedPage.of(utf8(html.toString()), holes);
  }

  private static String letters(Random random) {
    int length = random.nextInt(20_000);
    StringBuilder letters = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(4)));
    }
    return letters.toString();
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] gunzip(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
