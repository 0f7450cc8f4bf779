package dev.examhall.monitoring.history;

import dev.examhall.monitoring.duty.DutyKeeper;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.TrackedState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the instance on duty believes, through the database: the others show it, and whoever comes
 * on duty goes on from it, so that a restart forgets nothing.
 */
final class SharedBoard {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is older says nothing about now. */
  private static final Duration USEFUL = Duration.ofMinutes(2);

  private final HealthBoard board;
  private final DutyKeeper duty;
  private final HistoryRepository repository;
  private final Clock clock;
  private boolean known;

  SharedBoard(HealthBoard board, DutyKeeper duty, HistoryRepository repository, Clock clock) {
    this.board = board;
    this.duty = duty;
    this.repository = repository;
    this.clock = clock;
  }

  /** A service without its target, which is configuration. */
  record Saved(
      String id,
      TrackedState overall,
      Map<String, TrackedState> components,
      @Nullable Instant checkedAt,
      @Nullable Duration latency) {

    static Saved of(ServiceHealth health) {
      return new Saved(
          health.id(), health.overall(), health.components(), health.checkedAt(), health.latency());
    }

    ServiceHealth health() {
      return new ServiceHealth(
          new Target(id, 1, false, Set.of()), overall, components, checkedAt, latency);
    }
  }

  /** Whether this instance is the one that writes. */
  boolean isOurs() {
    return duty.speaks();
  }

  Mono<Void> share() {
    if (!duty.speaks()) {
      return duty.asks() ? Mono.empty() : adopt();
    }
    Mono<Void> before = known ? Mono.empty() : adopt();
    return before.then(Mono.defer(this::save)).doOnSuccess(done -> known = true);
  }

  private Mono<Void> adopt() {
    return repository
        .boardSince(clock.instant().minus(USEFUL))
        .map(content -> JSON.readValue(content, new TypeReference<List<Saved>>() {}))
        .doOnNext(saved -> board.adopt(saved.stream().map(Saved::health).toList()))
        .then();
  }

  private Mono<Void> save() {
    return Mono.fromCallable(
            () ->
                JSON.writeValueAsString(
                    board.current().services().stream().map(Saved::of).toList()))
        .flatMap(content -> repository.saveBoard(content, clock.instant()));
  }
}
