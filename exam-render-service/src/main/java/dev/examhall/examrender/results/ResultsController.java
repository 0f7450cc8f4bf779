package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.identity.Caller;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Results, for teachers. */
@RestController
@RequestMapping("/api/v1")
class ResultsController {

  private static final int MOST_OF_STUDENTS = 200;
  private static final int ROWS_AT_ONCE = 100;

  private final Results results;
  private final Statistics statistics;
  private final SessionDetails details;

  ResultsController(Results results, Statistics statistics, SessionDetails details) {
    this.results = results;
    this.statistics = statistics;
    this.details = details;
  }

  @GetMapping("/results/exams")
  Mono<Map<String, List<Results.ExamResults>>> exams(@AuthenticationPrincipal Caller caller) {
    return results.exams(ExamScope.of(caller)).collectList().map(all -> Map.of("exams", all));
  }

  @GetMapping("/results/exams/{examId}")
  Mono<Map<String, List<ResultRow>>> ofExam(
      @PathVariable UUID examId, @AuthenticationPrincipal Caller caller) {
    return results
        .ofExam(examId, ExamScope.of(caller))
        .collectList()
        .map(all -> Map.of("results", all));
  }

  @GetMapping(path = "/results/exams/{examId}/csv", produces = "text/csv")
  ResponseEntity<Flux<DataBuffer>> csv(
      @PathVariable UUID examId, @AuthenticationPrincipal Caller caller) {
    Flux<byte[]> lines =
        results
            .ofExam(examId, ExamScope.of(caller))
            .map(ResultsCsv::line)
            .buffer(ROWS_AT_ONCE)
            .map(ResultsController::joined);
    return ResponseEntity.ok()
        .contentType(MediaType.parseMediaType("text/csv;charset=UTF-8"))
        .cacheControl(CacheControl.noStore())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"results-%s.csv\"".formatted(examId))
        .body(
            Flux.just(ResultsCsv.headings())
                .concatWith(lines)
                .map(DefaultDataBufferFactory.sharedInstance::wrap));
  }

  private static byte[] joined(List<byte[]> lines) {
    byte[] all = new byte[lines.stream().mapToInt(line -> line.length).sum()];
    int at = 0;
    for (byte[] line : lines) {
      System.arraycopy(line, 0, all, at, line.length);
      at += line.length;
    }
    return all;
  }

  @GetMapping("/results/exams/{examId}/statistics")
  Mono<ExamStatistics> statistics(
      @PathVariable UUID examId,
      @RequestParam(required = false) @Nullable Integer version,
      @AuthenticationPrincipal Caller caller) {
    ExamScope scope = ExamScope.of(caller);
    Mono<Integer> which =
        version == null
            ? statistics.versions(examId, scope).filter(all -> !all.isEmpty()).map(List::getFirst)
            : Mono.just(version);
    return which
        .flatMap(of -> statistics.of(examId, of, scope))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(
                        ProblemKind.EXAM_NOT_FOUND, "Nobody took this exam to its end.")));
  }

  @GetMapping("/results/students")
  Mono<Map<String, List<ResultRow>>> ofStudents(
      @RequestParam(defaultValue = "") String q, @AuthenticationPrincipal Caller caller) {
    if (q.isBlank()) {
      throw new ProblemException(ProblemKind.MALFORMED_REQUEST, "'q' must be part of a name.");
    }
    return results
        .ofStudents(q.strip(), ExamScope.of(caller), MOST_OF_STUDENTS)
        .collectList()
        .map(all -> Map.of("results", all));
  }

  @GetMapping("/sessions/{id}/details")
  Mono<SessionDetail> details(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return details
        .seenBy(caller, SessionAddress.sessionId(id))
        .switchIfEmpty(
            Mono.error(
                () ->
                    new ProblemException(
                        ProblemKind.SESSION_NOT_FOUND, "Check the id: there is no such session.")));
  }
}
