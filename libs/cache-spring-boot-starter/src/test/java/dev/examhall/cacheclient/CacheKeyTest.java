package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CacheKeyTest {

  @Test
  void keepsPlainTextReadable() {
    assertThat(CacheKey.segment("0197f000-0000-7000")).isEqualTo("0197f000-0000-7000");
    assertThat(CacheKey.of("exam", 42, "summary")).hasToString("exam:42:summary");
  }

  @Test
  void escapesWhatHasAMeaning() {
    assertThat(CacheKey.segment("a:b*c/d=é")).isEqualTo("a=3ab=2ac=2fd=3d=c3=a9");
    assertThat(CacheKey.segment("")).isEqualTo("=");
  }

  @Test
  void differentTextsHaveDifferentSegments() {
    Random random = new Random(7);
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(12) + (i % 50 == 0 ? 300 : 0);
      for (int j = 0; j < length; j++) {
        text.append("ab=:%*h3é/ ".charAt(random.nextInt(11)));
      }
      String segment = CacheKey.segment(text);
      assertThat(segment.length()).isBetween(1, 160);
      String other = seen.put(segment, text.toString());
      assertThat(other == null || other.contentEquals(text)).as(segment).isTrue();
      assertThat(new CacheKey("exam", segment, segment).entity()).isEqualTo(segment);
    }
  }

  @Test
  void refusesRawTextThatIsNoSegment() {
    for (String bad : new String[] {"", "a b", "a*", "a/b", "é", "a:b"}) {
      assertThatThrownBy(() -> new CacheKey("exam", bad, "a"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
