package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.eventdelivery.Outbox;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.observability.activity.ActivityEvents;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Saves the matrix and the exams of the levels as a teacher sees them, in one piece. */
@Component
public class SavePlacement {

  private final PlacementRepository placement;
  private final Outbox outbox;
  private final ActivityEvents activities;
  private final TransactionalOperator transaction;

  SavePlacement(
      PlacementRepository placement,
      Outbox outbox,
      ActivityEvents activities,
      TransactionalOperator transaction) {
    this.placement = placement;
    this.outbox = outbox;
    this.activities = activities;
    this.transaction = transaction;
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
    return Uncancelled.of(
        transaction.transactional(
            placement
                .lock()
                .then(Mono.defer(placement::read))
                .zipWith(Mono.defer(() -> placement.existing(exams, scope)))
                .flatMap(
                    found -> {
                      Set<String> levels =
                          found.getT1().levels().stream()
                              .map(CurriculumLevel::code)
                              .collect(Collectors.toSet());
                      return levels.containsAll(matrix.levels().values())
                              && levels.containsAll(
                                  mappings.stream().map(ExamMapping::levelCode).toList())
                              && found.getT2().containsAll(exams)
                          ? replace(rules, mappings, teacher)
                          : Mono.just(false);
                    })));
  }

  private Mono<Boolean> replace(
      List<PlacementRule> rules, List<ExamMapping> mappings, Actor teacher) {
    return placement
        .replaceRules(rules)
        .then(placement.replaceMappings(mappings))
        .then(
            outbox.append(
                activities.userAction(
                    teacher,
                    "placement-saved",
                    new ObjectRef("placement", "curriculum"),
                    Map.of("rules", rules.size(), "examMappings", mappings.size()))))
        .thenReturn(true);
  }
}
