package dev.examhall.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of a run, for people and for programs. */
record ChaosReport(
    ChaosRun.Order order,
    Instant began,
    Journal journal,
    Collection<Attempt> attempts,
    Map<String, Object> figures) {

  boolean allKept() {
    return journal.violations().isEmpty();
  }

  String replay() {
    return "./examhall chaos --seed %d --minutes %s --students %d"
        .formatted(order.seed(), minutes(order.lasting()), order.students());
  }

  private static String minutes(Duration lasting) {
    return lasting.toSeconds() % 60 == 0
        ? Long.toString(lasting.toMinutes())
        : "%.2f".formatted(lasting.toSeconds() / 60.0);
  }

  void print(PrintStream out) {
    out.println();
    out.printf(
        "Seed %d, %d faults in %s minutes, all of it %s%n",
        order.seed(),
        journal.faults().size(),
        minutes(order.lasting()),
        Fault.seconds(Duration.between(began, Instant.now())));
    out.println();
    out.println("The longest time that a student could not save, by what was wrong");
    journal
        .outages()
        .forEach(each -> out.printf("  %-48s %8s%n", each.fault(), Fault.seconds(each.length())));
    out.println();
    journal.counts().forEach((what, count) -> out.printf("  %-48s %8d%n", what, count));
    figures.forEach((what, figure) -> out.printf("  %-48s %8s%n", what, figure));
    out.println();
    if (allKept()) {
      out.println("Every promise was kept.");
    } else {
      journal.violations().forEach(each -> out.println("VIOLATION " + each));
      out.println("Promises were broken. The same faults again: " + replay());
    }
  }

  void write(Path file) throws IOException {
    List<Map<String, Object>> faults =
        journal.faults().stream()
            .map(
                each ->
                    Map.<String, Object>of(
                        "number", each.fault().number(),
                        "kind", each.fault().kind().name(),
                        "target", each.fault().target(),
                        "at", each.begun().toString(),
                        "seconds", each.lasted().toMillis() / 1000.0))
            .toList();
    Map<String, Object> outages = new LinkedHashMap<>();
    journal.outages().forEach(each -> outages.put(each.fault(), each.length().toMillis() / 1000.0));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("began", began.toString());
    all.put("seed", order.seed());
    all.put("minutes", order.lasting().toSeconds() / 60.0);
    all.put("students", order.students());
    all.put("kept", allKept());
    all.put("violations", journal.violations());
    all.put("outageSeconds", outages);
    all.put("figures", figures);
    all.put("counts", journal.counts());
    all.put("faults", faults);
    Files.writeString(file, Http.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
  }
}
