package dev.examhall.launcher;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says what is starting, what is ready and how long each took: as a table that changes in place
 * where there is a terminal, else one line for each change.
 */
final class Progress {

  private enum State {
    WAITING,
    STARTING,
    READY,
    FAILED
  }

  private static final class Row {
    private final int port;
    private State state = State.WAITING;
    private long since;
    private long nanos;

    private Row(int port) {
      this.port = port;
    }
  }

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private int drawnLines;

  Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  synchronized void expect(String name, int port) {
    rows.put(name, new Row(port));
  }

  synchronized void starting(String name) {
    change(name, State.STARTING);
    if (!terminal) {
      line("  starting  %-22s".formatted(name).stripTrailing());
    }
  }

  synchronized void ready(String name) {
    Row row = change(name, State.READY);
    if (!terminal) {
      line("  ready     %-22s :%d  %s".formatted(name, row.port, seconds(row.nanos)));
    }
  }

  synchronized void failed(String name) {
    Row row = change(name, State.FAILED);
    if (!terminal) {
      line("  FAILED    %-22s :%d  %s".formatted(name, row.port, seconds(row.nanos)));
    }
  }

  /** Draws the times that went on; to be called now and then while something starts. */
  synchronized void tick() {
    if (terminal) {
      draw();
    }
  }

  /** From here on lines come below the table, which stays as it is. */
  synchronized void done() {
    if (terminal) {
      draw();
    }
    drawnLines = 0;
    rows.clear();
  }

  synchronized void line(String text) {
    erase();
    out.println(text);
    if (terminal) {
      draw();
    }
    out.flush();
  }

  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
  }

  private Row change(String name, State state) {
    Row row = rows.computeIfAbsent(name, absent -> new Row(0));
    long now = nanoTime.getAsLong();
    if (state == State.STARTING) {
      row.since = now;
    } else {
      row.nanos = now - row.since;
    }
    row.state = state;
    if (terminal) {
      draw();
    }
    return row;
  }

  private void erase() {
    if (drawnLines > 0) {
      out.print("\u001b[" + drawnLines + "A\u001b[J");
      drawnLines = 0;
    }
  }

  private void draw() {
    erase();
    long now = nanoTime.getAsLong();
    rows.forEach(
        (name, row) ->
            out.println(
                switch (row.state) {
                  case WAITING ->
                      "  \u001b[2m·  %-22s :%d  waiting\u001b[0m".formatted(name, row.port);
                  case STARTING ->
                      "  \u001b[33m…\u001b[0m  %-22s :%d  starting  %s"
                          .formatted(name, row.port, seconds(now - row.since));
                  case READY ->
                      "  \u001b[32m✓\u001b[0m  %-22s :%d  ready     %s"
                          .formatted(name, row.port, seconds(row.nanos));
                  case FAILED ->
                      "  \u001b[31m✗\u001b[0m  %-22s :%d  failed    %s"
                          .formatted(name, row.port, seconds(row.nanos));
                }));
    drawnLines = rows.size();
    out.flush();
  }
}
