package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.observability.activity.ActivityEvents;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Changes the levels of the curriculum as a teacher typed them, all at once or none. */
@Component
public class EditLevels {

  private final PlacementRepository placement;
  private final Outbox outbox;
  private final ActivityEvents activities;
  private final TransactionalOperator transaction;

  EditLevels(
      PlacementRepository placement,
      Outbox outbox,
      ActivityEvents activities,
      TransactionalOperator transaction) {
    this.placement = placement;
    this.outbox = outbox;
    this.activities = activities;
    this.transaction = transaction;
  }

  /** What is wrong; empty when it was saved. */
  @InvalidateCache("curriculum:*")
  public Mono<List<LevelRow.Problem>> save(List<LevelRow> rows, Actor teacher) {
    return Uncancelled.of(
        transaction.transactional(
            placement
                .lock()
                .then(Mono.defer(placement::read))
                .flatMap(
                    current ->
                        switch (LevelTable.read(current, rows)) {
                          case LevelTable.Result.Unsound unsound -> Mono.just(unsound.problems());
                          case LevelTable.Result.Sound sound ->
                              sound.levels().equals(current.levels())
                                  ? Mono.just(List.<LevelRow.Problem>of())
                                  : replace(sound.levels(), teacher);
                        })));
  }

  private Mono<List<LevelRow.Problem>> replace(List<CurriculumLevel> levels, Actor teacher) {
    return placement
        .replaceLevels(levels)
        .then(
            outbox.append(
                activities.userAction(
                    teacher,
                    "levels-edited",
                    new ObjectRef("placement", "curriculum"),
                    Map.of("levels", levels.size()))))
        .thenReturn(List.of());
  }
}
