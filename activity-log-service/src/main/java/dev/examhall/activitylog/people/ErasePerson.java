package dev.examhall.activitylog.people;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.activitylog.chain.ChainKeys;
import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.activitylog.chain.ChainStatements;
import dev.examhall.activitylog.chain.SealedRow;
import dev.examhall.activitylog.chain.Sealing;
import dev.examhall.activitylog.chain.VerifyLog;
import dev.examhall.activitylog.intake.StoreActivities;
import dev.examhall.activitylog.people.PeopleRepository.Reduced;
import dev.examhall.activitylog.rights.Callers;
import dev.examhall.activitylog.rights.DecideReading;
import dev.examhall.activitylog.sink.SearchSink;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.identity.Caller;
import dev.examhall.observability.activity.ActivityEvents;
import dev.examhall.observability.activity.ActivityScope;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Takes what is personal out of every activity that names somebody. What is left of each (when,
 * what kind, in which exam) still fits its seal by the commitment, and a signed statement outside
 * of the database names them all, so that nobody else can erase unnoticed.
 */
@Component
final class ErasePerson {

  private static final int PAGE = 1_000;
  private static final UUID BEFORE_ALL = new UUID(0, 0);

  private final PeopleRepository people;
  private final ChainKeys keys;
  private final ChainStatements statements;
  private final VerifyLog verify;
  private final DecideReading rights;
  private final StoreActivities store;
  private final ActivityEvents events;
  private final ObjectProvider<SearchSink> sink;
  private final Clock clock = Clock.systemUTC();

  ErasePerson(
      PeopleRepository people,
      ChainKeys keys,
      ChainStatements statements,
      VerifyLog verify,
      DecideReading rights,
      StoreActivities store,
      ActivityEvents events,
      ObjectProvider<SearchSink> sink) {
    this.people = people;
    this.keys = keys;
    this.statements = statements;
    this.verify = verify;
    this.rights = rights;
    this.store = store;
    this.events = events;
    this.sink = sink;
  }

  /** Emits the proof; one that was interrupted is finished by asking again. */
  Mono<ErasureProof> erase(UUID id, Caller operator) {
    String person = id.toString();
    UUID erasure = UuidCreator.getTimeOrderedEpoch();
    return rights
        .operating(operator, "erasure")
        .then(Mono.defer(() -> forgetElsewhere(person)))
        .then(Mono.defer(() -> reduceAll(person, erasure)))
        .flatMap(count -> note(operator, erasure, count).thenReturn(count))
        .flatMap(
            count ->
                Mono.zip(
                        people.countAbout(person),
                        verify.verify(LocalDate.EPOCH, LocalDate.ofEpochDay(1L << 20)))
                    .map(rest -> proof(erasure, count, rest.getT1(), rest.getT2())));
  }

  private Mono<Void> forgetElsewhere(String person) {
    return Mono.justOrEmpty(sink.getIfAvailable()).flatMap(engine -> engine.forget(person));
  }

  private Mono<Long> reduceAll(String person, UUID erasure) {
    return reducePage(person, erasure, BEFORE_ALL)
        .expand(page -> page.full() ? reducePage(person, erasure, page.last()) : Mono.empty())
        .map(Page::count)
        .reduce(0L, Long::sum);
  }

  /** What one step did, and where it ended. */
  private record Page(long count, UUID last) {

    boolean full() {
      return count == PAGE;
    }
  }

  private Mono<Page> reducePage(String person, UUID erasure, UUID after) {
    return people
        .about(person, after, PAGE)
        .collectList()
        .flatMap(
            found -> {
              if (found.isEmpty()) {
                return Mono.just(new Page(0, after));
              }
              List<Reduced> reduced = reduced(found);
              // Said before it is done: the other way round a crash would look like tampering.
              return statements
                  .erased(erasure, reduced.stream().map(Reduced::id).toList())
                  .then(people.reduce(erasure, reduced))
                  .map(count -> new Page(count, reduced.getLast().id()));
            });
  }

  private List<Reduced> reduced(List<SealedRow> found) {
    Sealing sealing = keys.sealing();
    return found.stream()
        .map(
            row ->
                new Reduced(
                    row.content().id(),
                    row.salt() == null
                        ? new byte[Sealing.BYTES]
                        : sealing.commitment(row.content(), row.salt())))
        .toList();
  }

  private Mono<Void> note(Caller operator, UUID erasure, long count) {
    return store.storeOwn(
        events.userAction(
            Callers.actor(operator),
            "person-erased",
            new ObjectRef("erasure", erasure.toString()),
            ActivityScope.NONE,
            Severity.WARNING,
            Map.of("activities", count)));
  }

  private ErasureProof proof(UUID erasure, long count, long remaining, ChainReport report) {
    Instant at = clock.instant();
    String statement =
        "erasure %s at %s: %d activities without their personal part, %d that name the person, log %s"
            .formatted(erasure, at, count, remaining, report.intact() ? "intact" : "not intact");
    return new ErasureProof(
        erasure,
        at,
        count,
        remaining,
        report.intact(),
        statement,
        statements.sign(statement),
        keys.publicKey());
  }
}
