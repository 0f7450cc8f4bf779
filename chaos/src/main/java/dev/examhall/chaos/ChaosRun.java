package dev.examhall.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One run: people at work, one fault after another, everything healed, every promise looked at. */
final class ChaosRun {

  /**
   * What to do.
   *
   * @param lasting how long faults go on
   * @param students how many at once
   * @param port the suite's first port; {@link Links} needs more of them
   */
  record Order(Path home, Path data, int port, long seed, Duration lasting, int students) {}

  private static final Duration COMES_BACK = Duration.ofMinutes(4);
  private static final int OVERLAP_AFTER_MILLIS = 1_500;

  private final Order order;
  private final Journal journal = new Journal();
  private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> kills = new HashMap<>();

  ChaosRun(Order order) {
    this.order = order;
  }

  ChaosReport run() throws IOException, InterruptedException, SQLException {
    Instant began = Instant.now();
    say("The suite starts, with %d links".formatted(Links.names().size()));
    try (SuiteUnderFire suite = SuiteUnderFire.start(order.home(), order.data(), order.port());
        CacheUsers users = new CacheUsers(suite, journal)) {
      say("Ready after " + Fault.seconds(Duration.between(began, Instant.now())));
      List<Student> students = new ArrayList<>();
      for (int number = 1; number <= order.students(); number++) {
        students.add(new Student("Student+" + number, suite, journal, attempts, number % 3 != 0));
      }
      Teacher teacher = new Teacher(suite, journal, attempts);
      List<Actor> others = new ArrayList<>(users.actors());
      others.add(teacher);
      others.add(new Stranger(suite, journal, attempts));
      students.forEach(Actor::start);
      others.forEach(Actor::start);
      awaitStudents();
      Instant firstFault = Instant.now();
      disturb(suite);
      say("All is healed; what was promised is looked at");
      Promises promises = new Promises(suite, journal, attempts, teacher);
      boolean healthy = promises.awaitHealth();
      TimeUnit.SECONDS.sleep(3);
      for (Actor actor : others) {
        actor.stop();
      }
      students.forEach(Actor::stop);
      for (Actor actor : others) {
        actor.join();
      }
      for (Actor student : students) {
        student.join();
      }
      promises.check(healthy, kills, firstFault, order.lasting());
      return new ChaosReport(order, began, journal, attempts, promises.figures());
    }
  }

  /** Faults begin when everybody has begun. */
  private void awaitStudents() throws InterruptedException {
    for (int tries = 0; attempts.size() < order.students(); tries++) {
      if (tries > 1_200) {
        throw new IllegalStateException("Students cannot begin: " + journal.counts());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void disturb(SuiteUnderFire suite) throws InterruptedException, IOException {
    FaultPlan plan = new FaultPlan(order.seed(), Links.names());
    long end = System.nanoTime() + order.lasting().toNanos();
    ExecutorService healers = Executors.newVirtualThreadPerTaskExecutor();
    List<java.util.concurrent.Future<?>> healing = new ArrayList<>();
    Fault next = plan.next();
    try {
      while (System.nanoTime() < end) {
        Fault fault = next;
        next = plan.next();
        healing.add(healers.submit(() -> inflict(suite, fault)));
        if (next.overlaps() && !next.target().equals(fault.target())) {
          TimeUnit.MILLISECONDS.sleep(OVERLAP_AFTER_MILLIS);
        } else {
          awaitAll(healing);
          long left = (end - System.nanoTime()) / 1_000_000;
          TimeUnit.MILLISECONDS.sleep(Math.max(0, Math.min(fault.calm().toMillis(), left)));
        }
      }
      awaitAll(healing);
    } finally {
      healers.shutdownNow();
      suite.links().healAll();
    }
  }

  private static void awaitAll(List<java.util.concurrent.Future<?>> healing)
      throws InterruptedException {
    for (java.util.concurrent.Future<?> each : healing) {
      try {
        each.get();
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException("A fault could not be made or healed", e.getCause());
      }
    }
    healing.clear();
  }

  private Void inflict(SuiteUnderFire suite, Fault fault) throws IOException, InterruptedException {
    Link link = fault.target().contains(">") ? suite.links().link(fault.target()) : null;
    int place = journal.begin(fault);
    String what = "%3d %s".formatted(fault.number(), fault);
    say(what);
    long formerPid = 0;
    switch (fault.kind()) {
      case KILL -> {
        synchronized (kills) {
          kills.merge(fault.target(), 1, Integer::sum);
        }
        formerPid = suite.kill(fault.target());
      }
      case PAUSE -> suite.signal(fault.target(), "STOP");
      case CUT -> java.util.Objects.requireNonNull(link).cut();
      case SILENCE -> java.util.Objects.requireNonNull(link).silence();
      case SLOW -> java.util.Objects.requireNonNull(link).slow(fault.pause().toMillis());
    }
    try {
      TimeUnit.MILLISECONDS.sleep(fault.lasts().toMillis());
    } finally {
      if (fault.kind() == Fault.Kind.PAUSE) {
        suite.signal(fault.target(), "CONT");
      } else if (link != null) {
        link.heal();
      }
    }
    if (link == null) {
      awaitBack(suite, fault, formerPid);
    }
    journal.healed(place);
    Map<String, Long> counts = journal.counts();
    say(
        "%3d over after %s; %d answers saved, %d values read from the cache, %d refusals of strangers"
            .formatted(
                fault.number(),
                Fault.seconds(journal.faults().get(place).lasted()),
                counts.getOrDefault("save done", 0L),
                counts.getOrDefault("cache: read by the starter", 0L)
                    + counts.getOrDefault("cache: read by REST answered 200", 0L),
                counts.entrySet().stream()
                    .filter(each -> each.getKey().startsWith("stranger answered"))
                    .mapToLong(Map.Entry::getValue)
                    .sum()));
    return null;
  }

  private void awaitBack(SuiteUnderFire suite, Fault fault, long formerPid)
      throws InterruptedException {
    long patience = System.nanoTime() + COMES_BACK.toNanos();
    while (!suite.isBack(fault.target(), formerPid)) {
      if (System.nanoTime() > patience) {
        journal.violation("what dies is started again", fault + " did not come back");
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  static void say(String what) {
    System.out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + what);
  }
}
