package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.results.ExamStatistics;
import dev.examhall.examrender.results.ResultRow;
import dev.examhall.examrender.results.Results;
import dev.examhall.examrender.results.SessionDetails;
import dev.examhall.examrender.results.Statistics;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import reactor.core.publisher.Mono;

/** Results by exam and student, statistics, and a student's report. */
@Controller
@RequestMapping("/teacher/results")
class ResultsPageController {

  private static final int MOST_ON_A_PAGE = 500;
  private static final int LONGEST_SEARCH = 100;

  private final TeacherPages pages;
  private final Results results;
  private final Statistics statistics;
  private final SessionDetails details;

  ResultsPageController(
      TeacherPages pages, Results results, Statistics statistics, SessionDetails details) {
    this.pages = pages;
    this.results = results;
    this.statistics = statistics;
    this.details = details;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> results(
      @RequestParam(defaultValue = "") String q,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    String name = (q.length() > LONGEST_SEARCH ? q.substring(0, LONGEST_SEARCH) : q).strip();
    ExamScope scope = ExamScope.of(caller);
    Mono<List<ResultRow>> students =
        name.isEmpty()
            ? Mono.just(List.of())
            : results.ofStudents(name, scope, MOST_ON_A_PAGE).collectList();
    return Mono.zip(results.exams(scope).collectList(), students)
        .flatMap(
            found ->
                pages.show(
                    "teacher_results",
                    HttpStatus.OK,
                    caller,
                    headers,
                    view ->
                        Map.of("exams", found.getT1(), "students", found.getT2(), "text", name)));
  }

  @GetMapping("/exams/{exam}")
  Mono<ResponseEntity<byte[]>> exam(
      @PathVariable UUID exam,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    ExamScope scope = ExamScope.of(caller);
    return Mono.zip(
            results.exams(scope).filter(each -> each.id().equals(exam)).next(),
            results.ofExam(exam, scope).take(MOST_ON_A_PAGE).collectList())
        .switchIfEmpty(Mono.error(ResultsPageController::nothingYet))
        .flatMap(
            found ->
                pages.show(
                    "teacher_exam_results",
                    HttpStatus.OK,
                    caller,
                    headers,
                    view ->
                        Map.of(
                            "exam", found.getT1(),
                            "results", found.getT2(),
                            "most", MOST_ON_A_PAGE)));
  }

  @GetMapping("/exams/{exam}/statistics")
  Mono<ResponseEntity<byte[]>> statistics(
      @PathVariable UUID exam,
      @RequestParam(required = false) @Nullable Integer version,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    ExamScope scope = ExamScope.of(caller);
    return statistics
        .versions(exam, scope)
        .filter(versions -> !versions.isEmpty())
        .flatMap(
            versions ->
                statistics
                    .of(
                        exam,
                        version != null && versions.contains(version)
                            ? version
                            : versions.getFirst(),
                        scope)
                    .flatMap(found -> showStatistics(found, versions, caller, headers)))
        .switchIfEmpty(Mono.error(ResultsPageController::nothingYet));
  }

  private Mono<ResponseEntity<byte[]>> showStatistics(
      ExamStatistics found, List<Integer> versions, Caller caller, HttpHeaders headers) {
    return pages.show(
        "teacher_statistics",
        HttpStatus.OK,
        caller,
        headers,
        view ->
            Map.of(
                "statistics", found,
                "versions", versions,
                "charts", new StatisticsCharts(found, view.texts())));
  }

  @GetMapping("/sessions/{id}")
  Mono<ResponseEntity<byte[]>> report(
      @PathVariable String id,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    UUID session = SessionAddress.sessionId(id);
    ExamScope scope = ExamScope.of(caller);
    return Mono.zip(results.ofSession(session, scope), details.of(session, scope, true))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(
                        ProblemKind.SESSION_NOT_FOUND,
                        "There is no such session, or it has not ended.")))
        .flatMap(
            found ->
                pages.show(
                    "teacher_report",
                    HttpStatus.OK,
                    caller,
                    headers,
                    view -> {
                      Map<String, @Nullable Object> model = new HashMap<>();
                      model.put("row", found.getT1());
                      model.put("session", found.getT2());
                      return model;
                    }));
  }

  private static ProblemException nothingYet() {
    return new ProblemException(
        ProblemKind.EXAM_NOT_FOUND, "There is no such exam, or nobody took it to its end.");
  }
}
