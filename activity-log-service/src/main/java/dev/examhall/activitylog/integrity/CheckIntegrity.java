package dev.examhall.activitylog.integrity;

import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.activitylog.chain.VerifyLog;
import dev.examhall.activitylog.intake.StoreActivities;
import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Checks the log for an operator, and notes what was found. */
@Component
public final class CheckIntegrity {

  private static final int USUAL_DAYS = 7;

  private final VerifyLog verify;
  private final DecideReading rights;
  private final StoreActivities store;
  private final ActivityEvents events;
  private final Clock clock = Clock.systemUTC();

  CheckIntegrity(
      VerifyLog verify, DecideReading rights, StoreActivities store, ActivityEvents events) {
    this.verify = verify;
    this.rights = rights;
    this.store = store;
    this.events = events;
  }

  /**
   * Checks the chains of these days.
   *
   * @param from a week ago if absent
   * @param to today if absent
   */
  public Mono<ChainReport> check(Caller caller, @Nullable LocalDate from, @Nullable LocalDate to) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate last = to == null ? today : to;
    LocalDate first = from == null ? last.minusDays(USUAL_DAYS) : from;
    return rights
        .operating(caller, "verification")
        .then(Mono.defer(() -> verify.verify(first, last)))
        .flatMap(report -> note(caller, report).thenReturn(report));
  }

  private Mono<Void> note(Caller caller, ChainReport report) {
    return store.storeOwn(
        events.userAction(
            Callers.actor(caller),
            "log-verified",
            new ObjectRef("activities", "log"),
            ActivityScope.NONE,
            report.intact() ? Severity.INFO : Severity.CRITICAL,
            Map.of("intact", report.intact(), "sealed", report.sealed())));
  }
}
