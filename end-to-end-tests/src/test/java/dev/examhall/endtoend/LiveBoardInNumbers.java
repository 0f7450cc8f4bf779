package dev.examhall.endtoend;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the live board costs with 3,000 sessions under way of which a hundred save an answer each
 * second. No test of a build, since it holds nothing: {@code mvn -pl end-to-end-tests -am verify
 * -Dit.test=LiveBoardInNumbers} prints the figures. Sessions and saves are written into the
 * database, so that the service's work is the board's alone.
 */
@InABrowser
class LiveBoardInNumbers {

  private static final int SESSIONS = Integer.getInteger("examhall.sessions", 3000);
  private static final int SAVES_A_SECOND = 100;
  private static final int SECONDS = 20;
  private static final String SERVICE = "exam-render-service";

  private static final String SESSION_ROWS =
      """
      with e as (
        select v.exam_id, v.version, v.timer_minutes * 60 as seconds from exam e
          join exam_version v on v.exam_id = e.id and v.version = e.active_version
        order by e.created_at limit 1
      ), s as (
        insert into session (id, exam_id, exam_version, level_code, level_name, student_name, parent_phone, grade,
          english_rank, token_hash, state, allowed_seconds, matched_at, started_at, clock_started_at, deadline)
        select gen_random_uuid(), e.exam_id, e.version, 'X', 'Simulated', 'Simulated ' || n, '010-0000-0000', 8, 'TOP_30',
          sha256(n::text::bytea), 'RUNNING', e.seconds, now(), now(), now(), now() + make_interval(secs => e.seconds)
        from e, generate_series(1, ?) as n
        returning id, allowed_seconds
      ), t as (
        insert into time_entry (session_id, seq, kind, seconds, at) select id, 1, 'ALLOWED', allowed_seconds, now() from s
      )
      insert into answer (session_id, number, revision, parts, saved_at, late)
      select id, n, 1, '[{"choices":["B"]}]', now(), false from s, generate_series(1, 12) as n
      """;

  private static final String GONE =
      """
      with s as (select id from session where level_code = 'X'),
        a as (delete from answer where session_id in (select id from s)),
        t as (delete from time_entry where session_id in (select id from s))
      delete from session where level_code = 'X'
      """;

  private static final String FRAMES =
      """
      async (seconds) => {
        const box = document.querySelector('.live-list');
        const gaps = [];
        let last = performance.now();
        const end = last + seconds * 1000;
        while (performance.now() < end) {
          await new Promise(requestAnimationFrame);
          const now = performance.now();
          gaps.push(now - last);
          last = now;
          box.scrollTop = (box.scrollTop + 37) % (box.scrollHeight - box.clientHeight);
        }
        gaps.sort((a, b) => a - b);
        const at = (share) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
        return [gaps.length / seconds, at(0.5), at(0.95), at(0.99), at(1), document.querySelectorAll('[role=row][data-id]').length];
      }
      """;

  private static final String AGES =
      """
      async (seconds) => {
        const ages = [];
        for (let i = 0; i < seconds * 10; i++) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          ages.push(Date.now() - Date.parse(document.documentElement.dataset.at));
        }
        ages.sort((a, b) => a - b);
        return [ages[Math.floor(ages.length / 2)], ages[ages.length - 1]];
      }
      """;

  @Test
  void ofThreeThousandSessions(Browser.Visitor visitor, RunningSuite suite) throws Exception {
    try (Connection database = suite.database("exam_render");
        Teacher ignored = new Teacher(visitor, suite)) {
      clear(database);
      try (PreparedStatement insert = database.prepareStatement(SESSION_ROWS)) {
        insert.setInt(1, SESSIONS);
        insert.execute();
      }
      Saves saves = new Saves(suite);
      Thread saving = Thread.ofPlatform().start(saves);
      try {
        measure(visitor.page(), suite);
      } finally {
        saving.interrupt();
        saving.join();
        clear(database);
      }
      System.out.printf(Locale.ROOT, "saves while it was looked at: %,d%n", saves.count);
    }
  }

  private static void measure(Page page, RunningSuite suite) throws Exception {
    double idle = cpu(suite, () -> page.waitForTimeout(SECONDS * 1000.0));
    page.navigate("/teacher/live");
    assertThat(page.locator("html")).hasAttribute("data-ready", "true");
    List<Number> ages = new ArrayList<>();
    double watched = cpu(suite, () -> ages.addAll(numbers(page.evaluate(AGES, SECONDS))));
    List<Page> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Page other = page.context().newPage();
      other.navigate("/teacher/live");
      others.add(other);
    }
    double byFive = cpu(suite, () -> page.waitForTimeout(SECONDS * 1000.0));
    others.forEach(Page::close);
    List<Number> frames = numbers(page.evaluate(FRAMES, SECONDS));
    System.out.printf(
        Locale.ROOT,
        "%,d sessions, %d saves a second: age of what is shown %.0f ms (median), %.0f ms (oldest);"
            + " service's CPU %.1f %% of a core without a board, %.1f %% with one, %.1f %% with"
            + " five; frames while scrolling %.0f a second, gaps %.0f ms (median), %.0f ms (95 %%),"
            + " %.0f ms (99 %%), %.0f ms (longest); %.0f rows in the document%n",
        SESSIONS,
        SAVES_A_SECOND,
        ages.get(0).doubleValue(),
        ages.get(1).doubleValue(),
        idle,
        watched,
        byFive,
        frames.get(0).doubleValue(),
        frames.get(1).doubleValue(),
        frames.get(2).doubleValue(),
        frames.get(3).doubleValue(),
        frames.get(4).doubleValue(),
        frames.get(5).doubleValue());
  }

  private static List<Number> numbers(Object list) {
    List<Number> numbers = new ArrayList<>();
    ((List<?>) list).forEach(each -> numbers.add((Number) each));
    return numbers;
  }

  /** Percent of one core that the service took meanwhile. */
  private static double cpu(RunningSuite suite, Runnable meanwhile) throws IOException {
    long began = System.nanoTime();
    long before = ticks(suite);
    meanwhile.run();
    double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    return (ticks(suite) - before) / seconds; // a tick is 10 ms
  }

  private static long ticks(RunningSuite suite) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + suite.pid(SERVICE) + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static void clear(Connection database) throws SQLException {
    try (PreparedStatement delete = database.prepareStatement(GONE)) {
      delete.execute();
    }
  }

  /** Writes answers of sessions picked by chance, until it is interrupted. */
  private static final class Saves implements Runnable {
    private final RunningSuite suite;
    private volatile long count;

    Saves(RunningSuite suite) {
      this.suite = suite;
    }

    @Override
    public void run() {
      Random random = new Random(1);
      try (Connection database = suite.database("exam_render");
          PreparedStatement save =
              database.prepareStatement(
                  "update answer set revision = revision + 1, saved_at = now() where number = ? and"
                      + " session_id in (select id from session where level_code = 'X' order by id"
                      + " offset ? limit ?)")) {
        while (!Thread.currentThread().isInterrupted()) {
          save.setInt(1, 1 + random.nextInt(12));
          save.setInt(2, random.nextInt(SESSIONS));
          save.setInt(3, SAVES_A_SECOND / 10);
          count += save.executeUpdate();
          Thread.sleep(100);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
