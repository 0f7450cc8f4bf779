package dev.examhall.examrender.page;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.placement.Curriculum;
import dev.examhall.examrender.placement.EditLevels;
import dev.examhall.examrender.placement.LevelRow;
import dev.examhall.examrender.placement.SavePlacement;
import dev.examhall.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The levels of the curriculum: programs, sub-programs, names and their order. */
@Controller
@RequestMapping("/teacher/placement/levels")
class LevelPageController {

  private static final String PAGE = "teacher_levels";

  private final TeacherPages pages;
  private final SavePlacement placement;
  private final EditLevels levels;

  LevelPageController(TeacherPages pages, SavePlacement placement, EditLevels levels) {
    this.pages = pages;
    this.placement = placement;
    this.levels = levels;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> show(
      @RequestParam(defaultValue = "") String done,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return placement
        .current()
        .flatMap(
            current ->
                render(
                    HttpStatus.OK,
                    LevelsView.stored(current, done.equals("saved")),
                    headers,
                    caller));
  }

  /** Saves all rows, or none and says at each field what is wrong. */
  @PostMapping
  Mono<ResponseEntity<byte[]>> save(
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    Teacher teacher = Teacher.of(caller);
    return exchange
        .getFormData()
        .map(LevelPageController::rows)
        .flatMap(
            rows ->
                levels
                    .save(rows, new Actor("person", teacher.id(), teacher.name()))
                    .flatMap(
                        problems ->
                            problems.isEmpty()
                                ? Mono.just(
                                    TeacherPages.seeOther("/teacher/placement/levels?done=saved"))
                                : placement
                                    .current()
                                    .flatMap(
                                        current ->
                                            refused(current, rows, problems, headers, caller))));
  }

  private Mono<ResponseEntity<byte[]>> refused(
      Curriculum current,
      List<LevelRow> rows,
      List<LevelRow.Problem> problems,
      HttpHeaders headers,
      Caller caller) {
    return render(
        HttpStatus.UNPROCESSABLE_CONTENT,
        LevelsView.typed(current, rows, problems),
        headers,
        caller);
  }

  /** Rows have a number, so that a box that is not ticked shifts nothing. */
  private static List<LevelRow> rows(MultiValueMap<String, String> form) {
    List<LevelRow> rows = new ArrayList<>();
    for (int i = 0; form.containsKey("name." + i); i++) {
      rows.add(
          new LevelRow(
              cell(form, "was", i),
              cell(form, "code", i),
              cell(form, "program", i),
              cell(form, "subProgram", i),
              cell(form, "name", i),
              cell(form, "rank", i),
              form.containsKey("remove." + i)));
    }
    return rows;
  }

  private static String cell(MultiValueMap<String, String> form, String field, int row) {
    String value = form.getFirst(field + "." + row);
    return value == null ? "" : value.strip();
  }

  private Mono<ResponseEntity<byte[]>> render(
      HttpStatus status, LevelsView view, HttpHeaders headers, Caller caller) {
    return pages.show(PAGE, status, caller, headers, page -> Map.of("levels", view));
  }
}
