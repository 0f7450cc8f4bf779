package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.exam.ExamScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Saves the matrix and the exams of the levels as a teacher sees them, in one piece. */
@Component
public class SavePlacement {

  private final PlacementRepository placement;
  private final ChangeCurriculum change;

  SavePlacement(PlacementRepository placement, ChangeCurriculum change) {
    this.placement = placement;
    this.change = change;
  }

  /** All of it as it is stored, past every cache. */
  public Mono<Curriculum> current() {
    return placement.read();
  }

  /**
   * False, and nothing saved, when a level or an exam is not there any more, or not there for this
   * teacher.
   */
  @InvalidateCache("curriculum:*")
  public Mono<Boolean> save(
      PlacementMatrix matrix, List<ExamMapping> mappings, ExamScope scope, Actor teacher) {
    List<PlacementRule> rules = matrix.rules();
    Set<UUID> exams = mappings.stream().map(ExamMapping::examId).collect(Collectors.toSet());
    return change.locked(
        current -> {
          Set<String> levels =
              current.levels().stream().map(CurriculumLevel::code).collect(Collectors.toSet());
          boolean levelsAreThere =
              levels.containsAll(matrix.levels().values())
                  && levels.containsAll(mappings.stream().map(ExamMapping::levelCode).toList());
          return placement
              .existing(exams, scope)
              .flatMap(
                  existing ->
                      levelsAreThere && existing.containsAll(exams)
                          ? replace(rules, mappings, teacher)
                          : Mono.just(false));
        });
  }

  private Mono<Boolean> replace(
      List<PlacementRule> rules, List<ExamMapping> mappings, Actor teacher) {
    return placement
        .replaceRules(rules)
        .then(placement.replaceMappings(mappings))
        .then(
            change.tell(
                teacher,
                "placement-saved",
                Map.of("rules", rules.size(), "examMappings", mappings.size())))
        .thenReturn(true);
  }
}
