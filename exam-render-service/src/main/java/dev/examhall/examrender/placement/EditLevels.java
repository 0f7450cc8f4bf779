package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Changes the levels of the curriculum as a teacher typed them, all at once or none. */
@Component
public class EditLevels {

  private final PlacementRepository placement;
  private final ChangeCurriculum change;

  EditLevels(PlacementRepository placement, ChangeCurriculum change) {
    this.placement = placement;
    this.change = change;
  }

  /** What is wrong; empty when it was saved. */
  @InvalidateCache("curriculum:*")
  public Mono<List<LevelRow.Problem>> save(List<LevelRow> rows, Actor teacher) {
    return change.locked(
        current ->
            switch (LevelTable.read(current, rows)) {
              case LevelTable.Result.Unsound unsound -> Mono.just(unsound.problems());
              case LevelTable.Result.Sound sound ->
                  sound.levels().equals(current.levels())
                      ? Mono.just(List.<LevelRow.Problem>of())
                      : replace(sound.levels(), teacher);
            });
  }

  private Mono<List<LevelRow.Problem>> replace(List<CurriculumLevel> levels, Actor teacher) {
    return placement
        .replaceLevels(levels)
        .then(change.tell(teacher, "levels-edited", Map.of("levels", levels.size())))
        .thenReturn(List.of());
  }
}
