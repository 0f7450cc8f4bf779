package dev.examhall.activitylog.intake;

import dev.examhall.activitylog.chain.ChainKeys;
import dev.examhall.activitylog.chain.Content;
import dev.examhall.activitylog.chain.Sealing;
import dev.examhall.activitylog.intake.ActivityIntakeRepository.Held;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Seals activities and stores them; one that is there already is left alone. */
@Component
public class StoreActivities {

  private static final String EXAMS = "exam-render-service";

  private final ActivityIntakeRepository repository;
  private final ChainKeys keys;
  private final EventSpool spool;
  private final Counter stored;
  private final Counter repeated;

  StoreActivities(
      ActivityIntakeRepository repository, ChainKeys keys, EventSpool spool, MeterRegistry meters) {
    this.repository = repository;
    this.keys = keys;
    this.spool = spool;
    this.stored = meters.counter(IntakeMetric.STORED.id());
    this.repeated = meters.counter(IntakeMetric.REPEATED.id());
  }

  /**
   * Stores an activity of this service itself, without the way through Kafka: once this completes
   * nothing can lose it. Kafka's other readers get it too.
   */
  public Mono<Void> storeOwn(OutgoingEvent event) {
    return store(List.of((ActivityRecorded) event.data()))
        .then(Mono.fromRunnable(() -> spool.offer(event)));
  }

  /** Emits ids that the log holds with another content: those are not what they say they are. */
  Mono<Set<UUID>> store(List<ActivityRecorded> activities) {
    return Mono.defer(
        () -> {
          Sealing sealing = keys.sealing();
          List<SealedActivity> sealed =
              activities.stream().map(activity -> SealedActivity.of(activity, sealing)).toList();
          return rights(sealed)
              .then(repository.store(sealed))
              .doOnNext(rows -> count(rows, sealed.size()))
              .flatMap(
                  rows ->
                      rows == sealed.size()
                          ? Mono.just(Set.<UUID>of())
                          : differing(sealed, sealing));
        });
  }

  private void count(long rows, int all) {
    stored.increment(rows);
    repeated.increment(all - rows);
  }

  /** Whose exams are whose, and which are everybody's: that decides who may read this log. */
  private Mono<Void> rights(List<SealedActivity> activities) {
    return Flux.fromIterable(activities)
        .map(SealedActivity::content)
        .filter(content -> content.service().equals(EXAMS))
        .concatMap(
            content ->
                switch (content.verb()) {
                  case "exam-created", "exam-copied" -> owned(content);
                  case "exam-shared" -> shared(content, true);
                  case "exam-unshared" -> shared(content, false);
                  default -> Mono.empty();
                })
        .then();
  }

  private Mono<Void> owned(Content content) {
    return content.examId() != null
            && content.actorId() != null
            && "person".equals(content.actorType())
        ? repository.own(content.examId(), content.actorId())
        : Mono.empty();
  }

  private Mono<Void> shared(Content content, boolean shared) {
    return content.examId() == null
        ? Mono.empty()
        : repository.share(content.examId(), shared, content.at());
  }

  private Mono<Set<UUID>> differing(List<SealedActivity> activities, Sealing sealing) {
    return repository
        .held(activities.stream().map(activity -> activity.content().id()).toList())
        .collectList()
        .map(held -> differing(activities, held, sealing));
  }

  private static Set<UUID> differing(
      List<SealedActivity> activities, List<Held> held, Sealing sealing) {
    Map<UUID, Held> byId = new HashMap<>();
    held.forEach(each -> byId.put(each.id(), each));
    Set<UUID> differing = new HashSet<>();
    for (SealedActivity activity : activities) {
      Held there = byId.get(activity.content().id());
      if (there != null && there.salt() != null && !same(activity.content(), there, sealing)) {
        differing.add(there.id());
      }
    }
    return differing;
  }

  /** With the salt of what is there, the same content has the same seal. */
  private static boolean same(Content content, Held there, Sealing sealing) {
    UUID salt = there.salt();
    return salt == null
        || MessageDigest.isEqual(
            there.leaf(), sealing.leaf(content, sealing.commitment(content, salt)));
  }
}
