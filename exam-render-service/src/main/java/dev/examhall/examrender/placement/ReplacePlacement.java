package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.placement.PlacementCheck.LevelInput;
import dev.examhall.examrender.placement.PlacementCheck.MappingInput;
import dev.examhall.examrender.placement.PlacementCheck.RowProblem;
import dev.examhall.examrender.placement.PlacementCheck.RuleInput;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Replaces placement data as a whole, or changes nothing and says what is wrong with it. */
@Component
class ReplacePlacement {

  private final PlacementRepository placement;
  private final ChangeCurriculum change;

  ReplacePlacement(PlacementRepository placement, ChangeCurriculum change) {
    this.placement = placement;
    this.change = change;
  }

  /** What is wrong; empty list when it was replaced. */
  @InvalidateCache("curriculum:*")
  Mono<List<RowProblem>> levels(List<LevelInput> levels, Actor teacher) {
    return replaced(
        current -> Mono.just(PlacementCheck.levels(levels, current.rules(), current.mappings())),
        () -> placement.replaceLevels(levels.stream().map(LevelInput::level).toList()),
        "levels-replaced",
        levels.size(),
        teacher);
  }

  /** As {@link #levels}. */
  @InvalidateCache("curriculum:*")
  Mono<List<RowProblem>> rules(List<RuleInput> rules, Actor teacher) {
    return replaced(
        current -> Mono.just(PlacementCheck.rules(rules, current.levels())),
        () -> placement.replaceRules(rules.stream().map(RuleInput::rule).toList()),
        "placement-rules-replaced",
        rules.size(),
        teacher);
  }

  /** As {@link #levels}. */
  @InvalidateCache("curriculum:*")
  Mono<List<RowProblem>> mappings(List<MappingInput> mappings, ExamScope scope, Actor teacher) {
    return replaced(
        current ->
            placement
                .existing(
                    mappings.stream()
                        .map(MappingInput::examId)
                        .filter(Objects::nonNull)
                        .map(id -> (UUID) id)
                        .collect(Collectors.toSet()),
                    scope)
                .map(exams -> PlacementCheck.mappings(mappings, current.levels(), exams)),
        () -> placement.replaceMappings(mappings.stream().map(MappingInput::mapping).toList()),
        "exam-mappings-replaced",
        mappings.size(),
        teacher);
  }

  private Mono<List<RowProblem>> replaced(
      Function<Curriculum, Mono<List<RowProblem>>> check,
      Supplier<Mono<Void>> replacement,
      String verb,
      int rows,
      Actor teacher) {
    return change.locked(
        current ->
            check
                .apply(current)
                .flatMap(
                    problems ->
                        problems.isEmpty()
                            ? replacement
                                .get()
                                .then(change.tell(teacher, verb, Map.of("rows", rows)))
                                .thenReturn(problems)
                            : Mono.just(problems)));
  }
}
