package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of what is held by which test names tests that there are. */
class AsvsTest {

  private static final Pattern TEST = Pattern.compile("`([\\w.]+(?:Test|IT))#(\\w+)`");

  @Test
  void namesTestsThatThereAre() throws IOException {
    List<MatchResult> named = TEST.matcher(Files.readString(Path.of("ASVS.md"))).results().toList();

    assertThat(named).hasSizeGreaterThan(30).allSatisfy(AsvsTest::exists);
  }

  private static void exists(MatchResult test) throws ClassNotFoundException {
    Class<?> type = Class.forName("dev.examhall.gateway." + test.group(1));
    assertThat(Arrays.stream(type.getDeclaredMethods()).map(Method::getName))
        .as(test.group())
        .contains(test.group(2));
  }
}
