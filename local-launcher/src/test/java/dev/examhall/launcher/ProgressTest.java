package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicLong now = new AtomicLong();

  @Test
  void isALineForEachChangeWhereThereIsNoTerminal() {
    Progress progress = progress(false);
    progress.expect("redis", 8087);
    progress.expect("gateway", 8080);

    progress.starting("redis");
    pass(1200);
    progress.ready("redis");
    progress.starting("gateway");
    pass(300);
    progress.failed("gateway");
    progress.tick();
    progress.done();

    assertThat(text().lines())
        .containsExactly(
            "  starting  redis",
            "  ready     redis                  :8087  1.2 s",
            "  starting  gateway",
            "  FAILED    gateway                :8080  0.3 s");
  }

  @Test
  void isATableInPlaceOnATerminal() {
    Progress progress = progress(true);
    progress.expect("redis", 8087);
    progress.expect("gateway", 8080);
    progress.starting("redis");
    pass(500);
    written.reset();

    progress.tick();

    assertThat(text()).startsWith("\u001b[2A\u001b[J");
    assertThat(text().lines().map(line -> line.replaceAll("\u001b\\[[0-9]*[AJm]", "")))
        .containsExactly(
            "  …  redis                  :8087  starting  0.5 s",
            "  ·  gateway                :8080  waiting");
  }

  @Test
  void leavesTheTableStandingWhenDone() {
    Progress progress = progress(true);
    progress.expect("redis", 8087);
    progress.starting("redis");
    progress.ready("redis");
    progress.done();
    written.reset();

    progress.line("Examhall is ready");

    assertThat(text()).isEqualTo("Examhall is ready" + System.lineSeparator());
  }

  private Progress progress(boolean terminal) {
    return new Progress(new PrintStream(written, true, StandardCharsets.UTF_8), terminal, now::get);
  }

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
