package dev.examhall.embedded;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * A small shell process that ends our children when this JVM is gone without having ended them, as
 * after {@code kill -9}. It reads from a pipe that only this JVM holds open: the end of the pipe is
 * the end of the JVM. PostgreSQL and Redis would otherwise live on and keep their ports.
 */
public final class OrphanGuard {

  /** Children of the first stage are ended, and gone, before those of the second. */
  public enum Stage {
    /** Programs that use the servers. */
    SERVICE(1),
    /** PostgreSQL, Redis, Kafka. */
    SERVER(2);

    private final int number;

    Stage(int number) {
      this.number = number;
    }
  }

  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      list=
      while read -r op stage pid signal; do
        if [ "$op" = add ]; then
          list="$list $stage:$pid:$signal"
        else
          kept=
          for entry in $list; do
            case $entry in *:$stage:*) ;; *) kept="$kept $entry" ;; esac
          done
          list=$kept
        fi
      done
      for stage in 1 2; do
        pids=
        for entry in $list; do
          case $entry in
            $stage:*)
              rest=${entry#*:}
              pids="$pids ${rest%:*}"
              kill -"${rest#*:}" "${rest%:*}" 2>/dev/null
              ;;
          esac
        done
        for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
          alive=
          for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive="$alive $pid"; done
          pids=$alive
          [ -z "$pids" ] && break
          sleep 1
        done
        for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
      done
      """;

  private static final OrphanGuard SHARED = new OrphanGuard();

  private final Writer orders;

  private OrphanGuard() {
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", SCRIPT, "examhall-guard")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      orders = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run sh", e);
    }
  }

  /** The one guard of this JVM. */
  public static OrphanGuard shared() {
    return SHARED;
  }

  void add(Stage stage, long pid, ChildProcess.StopSignal signal) {
    order("add " + stage.number + " " + pid + " " + signal.name() + "\n");
  }

  void remove(long pid) {
    order("drop " + pid + "\n");
  }

  private synchronized void order(String line) {
    try {
      orders.write(line);
      orders.flush();
    } catch (IOException e) {
      // Without its guard a child is still found by its pid file at the next start.
      org.slf4j.LoggerFactory.getLogger(OrphanGuard.class)
          .warn("The guard of child processes is gone: {}", e.getMessage());
    }
  }
}
