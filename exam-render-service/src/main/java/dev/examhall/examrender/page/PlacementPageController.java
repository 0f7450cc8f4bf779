package dev.examhall.examrender.page;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.exam.ActiveExams;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.CurriculumLevel;
import dev.examhall.examrender.placement.EnglishRank;
import dev.examhall.examrender.placement.ExamMapping;
import dev.examhall.examrender.placement.PlacementMatrix;
import dev.examhall.examrender.placement.PlacementMatrix.Cell;
import dev.examhall.examrender.placement.SavePlacement;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Who gets which exam: one matrix, the exams of the levels, and a student to try it on. */
@Controller
@RequestMapping("/teacher/placement")
class PlacementPageController {

  private static final String PAGE = "teacher_placement";

  private final TeacherPages pages;
  private final SavePlacement placement;
  private final ExamDirectory exams;
  private final ActiveExams active;

  PlacementPageController(
      TeacherPages pages, SavePlacement placement, ExamDirectory exams, ActiveExams active) {
    this.pages = pages;
    this.placement = placement;
    this.exams = exams;
    this.active = active;
  }

  /** What stands in the form. */
  private record Typed(
      PlacementMatrix matrix,
      List<ExamMapping> mappings,
      int grade,
      @Nullable EnglishRank rank,
      boolean save) {}

  @GetMapping
  @MeasureTime(PAGE)
  @MonitorQueries(PAGE)
  Mono<ResponseEntity<byte[]>> show(
      @RequestParam(defaultValue = "") String done,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return Mono.zip(placement.current(), choices(caller))
        .flatMap(
            found ->
                render(
                    HttpStatus.OK,
                    new PlacementView(
                        found.getT1(),
                        PlacementMatrix.of(found.getT1()),
                        PlacementMatrix.overlaps(found.getT1().rules()),
                        found.getT1().mappings(),
                        found.getT2(),
                        0,
                        null,
                        null,
                        done.equals("saved"),
                        false),
                    headers,
                    caller));
  }

  /** Saves what is in the form, or tries it on a student and saves nothing. */
  @PostMapping
  Mono<ResponseEntity<byte[]>> submit(
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return Mono.zip(placement.current(), exchange.getFormData())
        .flatMap(
            both -> {
              Typed typed = typed(both.getT1(), both.getT2().toSingleValueMap());
              return typed.save()
                  ? save(both.getT1(), typed, headers, caller)
                  : tried(both.getT1(), typed, headers, caller);
            });
  }

  private Mono<ResponseEntity<byte[]>> save(
      Curriculum current, Typed typed, HttpHeaders headers, Caller caller) {
    Teacher teacher = Teacher.of(caller);
    return placement
        .save(
            typed.matrix(),
            typed.mappings(),
            teacher.scope(),
            new Actor("person", teacher.id(), teacher.name()))
        .flatMap(
            saved ->
                saved
                    ? Mono.just(TeacherPages.seeOther("/teacher/placement?done=saved"))
                    : choices(caller)
                        .flatMap(
                            exams ->
                                render(
                                    HttpStatus.CONFLICT,
                                    view(current, typed, exams, Set.of(), true),
                                    headers,
                                    caller)));
  }

  private Mono<ResponseEntity<byte[]>> tried(
      Curriculum current, Typed typed, HttpHeaders headers, Caller caller) {
    Set<UUID> mapped =
        typed.mappings().stream().map(ExamMapping::examId).collect(Collectors.toSet());
    return Mono.zip(active.among(mapped), choices(caller))
        .flatMap(
            found ->
                render(
                    HttpStatus.OK,
                    view(current, typed, found.getT2(), found.getT1().keySet(), false),
                    headers,
                    caller));
  }

  private static PlacementView view(
      Curriculum current,
      Typed typed,
      List<ExamOverview> exams,
      Set<UUID> activeNow,
      boolean stale) {
    Curriculum wanted = new Curriculum(current.levels(), typed.matrix().rules(), typed.mappings());
    EnglishRank rank = typed.rank();
    return new PlacementView(
        wanted,
        typed.matrix(),
        Set.of(),
        typed.mappings(),
        exams,
        typed.grade(),
        rank,
        rank == null || typed.grade() == 0 ? null : wanted.place(typed.grade(), rank, activeNow),
        false,
        stale);
  }

  private static Typed typed(Curriculum current, Map<String, String> form) {
    Map<Cell, String> levels = new TreeMap<>();
    for (Cell cell : PlacementMatrix.cells()) {
      String level = form.getOrDefault("cell." + cell.grade() + "." + cell.rank().name(), "");
      if (!level.isBlank()) {
        levels.put(cell, level.strip());
      }
    }
    List<ExamMapping> mappings = new ArrayList<>();
    for (CurriculumLevel level : current.levels()) {
      for (int slot = 1; slot <= ExamMapping.SLOTS; slot++) {
        UUID exam =
            FormValues.id(form.getOrDefault("slot." + slot + "." + level.code(), "")).orElse(null);
        if (exam != null) {
          mappings.add(new ExamMapping(level.code(), slot, exam));
        }
      }
    }
    return new Typed(
        new PlacementMatrix(levels),
        mappings,
        grade(form.getOrDefault("grade", "")),
        rank(form.getOrDefault("rank", "")),
        form.getOrDefault("action", "").equals("save"));
  }

  private static int grade(String text) {
    return text.matches("[1-9]|1[0-2]") ? Integer.parseInt(text) : 0;
  }

  private static @Nullable EnglishRank rank(String text) {
    for (EnglishRank rank : EnglishRank.values()) {
      if (rank.name().equals(text)) {
        return rank;
      }
    }
    return null;
  }

  private Mono<List<ExamOverview>> choices(Caller caller) {
    return exams.all(ExamScope.of(caller)).collectList();
  }

  private Mono<ResponseEntity<byte[]>> render(
      HttpStatus status, PlacementView view, HttpHeaders headers, Caller caller) {
    return pages.show(PAGE, status, caller, headers, page -> Map.of("placement", view));
  }
}
