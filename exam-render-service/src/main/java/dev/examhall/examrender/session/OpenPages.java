package dev.examhall.examrender.session;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What this instance hears of pages that students have open. Noting it touches memory alone, so
 * that no student waits for it; every two seconds what is new goes to the database in one
 * statement, where boards at any instance find it. Saves are not noted here: they are in the
 * database anyway.
 */
@Component
class OpenPages {

  private static final Logger log = LoggerFactory.getLogger(OpenPages.class);
  private static final Duration KEPT = Duration.ofMinutes(15);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int AT_ONCE = 1000;
  private static final int MOST_UNSENT = 200;

  private final OpenPageRepository repository;
  private final Clock clock;
  private final UUID instance = UuidCreator.getTimeOrderedEpoch();
  private final Map<UUID, Page> pages = new ConcurrentHashMap<>();
  private final Set<UUID> news = ConcurrentHashMap.newKeySet();
  private volatile Instant forgottenAt = Instant.EPOCH;

  OpenPages(OpenPageRepository repository, Clock clock) {
    this.repository = repository;
    this.clock = clock;
  }

  /**
   * What is known of one session's pages.
   *
   * @param streams streams that are open at this instance
   * @param unsent answers the device could not send; null if it said nothing of them
   */
  record Page(
      UUID sessionId,
      int streams,
      Instant heardAt,
      @Nullable Integer unsent,
      @Nullable Instant unsentAt) {

    Page with(int streams) {
      return new Page(sessionId, streams, heardAt, unsent, unsentAt);
    }

    Page heard(Instant at, @Nullable Integer said) {
      return new Page(
          sessionId, streams, at, said == null ? unsent : said, said == null ? unsentAt : at);
    }
  }

  /**
   * What a page may say of answers that it could not send.
   *
   * @throws ProblemException 400 for a number that no page has
   */
  static @Nullable Integer checked(@Nullable Integer unsent) {
    if (unsent != null && (unsent < 0 || unsent > MOST_UNSENT)) {
      throw new ProblemException(
          ProblemKind.MALFORMED_REQUEST,
          "'unsent' must be a whole number from 0 to %d.".formatted(MOST_UNSENT));
    }
    return unsent;
  }

  /**
   * A page of the session showed a sign of life.
   *
   * @param unsent what it said of answers that it could not send; null if nothing
   */
  void heard(UUID sessionId, @Nullable Integer unsent) {
    change(sessionId, page -> page.heard(clock.instant(), unsent));
  }

  /** A page of the session listens from now on. */
  void opened(UUID sessionId, @Nullable Integer unsent) {
    change(sessionId, page -> page.heard(clock.instant(), unsent).with(page.streams() + 1));
  }

  /** A page of the session listens no more. */
  void closed(UUID sessionId) {
    change(sessionId, page -> page.with(Math.max(0, page.streams() - 1)));
  }

  private void change(UUID sessionId, UnaryOperator<Page> change) {
    pages.compute(
        sessionId,
        (id, known) ->
            change.apply(known == null ? new Page(id, 0, clock.instant(), null, null) : known));
    news.add(sessionId);
  }

  /**
   * Writes what is new. Never fails, or the writing would end. Deferred as a whole: the scheduler
   * calls this once and subscribes to the same publisher each time.
   */
  @Scheduled(fixedDelayString = "${examhall.live.write-every:2s}")
  Mono<Void> write() {
    return Mono.defer(this::writeNews)
        .timeout(LONGEST)
        .onErrorResume(
            failure -> {
              // boards show older signs of life until it works again
              news.addAll(pages.keySet());
              log.atWarn()
                  .addKeyValue("reason", failure.toString())
                  .log("What is known of open pages could not be written");
              return Mono.empty();
            });
  }

  private Mono<Void> writeNews() {
    Instant now = clock.instant();
    return repository
        .alive(instance, now)
        .thenMany(
            Flux.fromIterable(taken())
                .buffer(AT_ONCE)
                .concatMap(some -> repository.write(instance, some)))
        .then(Mono.defer(() -> forget(now)));
  }

  private List<Page> taken() {
    List<Page> taken = new ArrayList<>();
    for (UUID id : news) {
      // removed before it is read: what comes in between is written twice, and never lost
      news.remove(id);
      taken.add(Objects.requireNonNull(pages.get(id)));
    }
    return taken;
  }

  private Mono<Void> forget(Instant now) {
    if (forgottenAt.plus(KEPT.dividedBy(3)).isAfter(now)) {
      return Mono.empty();
    }
    forgottenAt = now;
    Instant before = now.minus(KEPT);
    pages
        .values()
        .removeIf(
            page ->
                page.streams() == 0
                    && page.heardAt().isBefore(before)
                    && !news.contains(page.sessionId()));
    return repository.forget(before);
  }
}
