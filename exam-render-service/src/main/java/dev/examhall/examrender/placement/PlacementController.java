package dev.examhall.examrender.placement;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.placement.PlacementCheck.LevelInput;
import dev.examhall.examrender.placement.PlacementCheck.MappingInput;
import dev.examhall.examrender.placement.PlacementCheck.RowProblem;
import dev.examhall.examrender.placement.PlacementCheck.RuleInput;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.identity.Caller;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Placement data; for teachers. Each PUT replaces all of its kind. */
@RestController
@RequestMapping("/api/v1/placement")
class PlacementController {

  private final ReplacePlacement replace;
  private final PlacementRepository placement;

  PlacementController(ReplacePlacement replace, PlacementRepository placement) {
    this.replace = replace;
    this.placement = placement;
  }

  @GetMapping("/levels")
  Mono<List<CurriculumLevel>> levels() {
    return placement.read().map(Curriculum::levels);
  }

  @GetMapping("/rules")
  Mono<List<PlacementRule>> rules() {
    return placement.read().map(Curriculum::rules);
  }

  @GetMapping("/exam-mappings")
  Mono<List<ExamMapping>> mappings() {
    return placement.read().map(Curriculum::mappings);
  }

  @PutMapping("/levels")
  Mono<List<CurriculumLevel>> replaceLevels(
      @RequestBody List<LevelInput> levels, @AuthenticationPrincipal Caller caller) {
    return replace
        .levels(levels, actor(caller))
        .doOnNext(PlacementController::check)
        .then(levels());
  }

  @PutMapping("/rules")
  Mono<List<PlacementRule>> replaceRules(
      @RequestBody List<RuleInput> rules, @AuthenticationPrincipal Caller caller) {
    return replace.rules(rules, actor(caller)).doOnNext(PlacementController::check).then(rules());
  }

  @PutMapping("/exam-mappings")
  Mono<List<ExamMapping>> replaceMappings(
      @RequestBody List<MappingInput> mappings, @AuthenticationPrincipal Caller caller) {
    return replace
        .mappings(mappings, ExamScope.of(caller), actor(caller))
        .doOnNext(PlacementController::check)
        .then(mappings());
  }

  private static void check(List<RowProblem> problems) {
    if (!problems.isEmpty()) {
      throw new ProblemException(
          ProblemKind.INVALID_PLACEMENT,
          "%d problems; nothing was saved. Correct what 'problems' lists by row and send all rows again."
              .formatted(problems.size()),
          Map.of("problems", problems));
    }
  }

  private static Actor actor(Caller caller) {
    return switch (caller) {
      case Caller.Person person -> new Actor("person", person.id(), person.name());
      case Caller.Service service -> throw notAPerson(service);
      case Caller.Visitor visitor -> throw notAPerson(visitor);
    };
  }

  private static IllegalStateException notAPerson(Caller caller) {
    return new IllegalStateException("The security chain lets only people in here, not " + caller);
  }
}
