package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.session.SessionBoard;
import dev.examhall.examrender.session.SessionFilter;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.SessionSummary;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import reactor.core.publisher.Mono;

/** The teachers' pages. */
@Controller
@RequestMapping("/teacher")
class TeacherController {

  private static final int MOST_SESSIONS = 200;
  private static final int LONGEST_SEARCH = 100;

  private final TeacherPages pages;
  private final SessionBoard board;

  TeacherController(TeacherPages pages, SessionBoard board) {
    this.pages = pages;
    this.board = board;
  }

  @GetMapping("/sessions")
  @MeasureTime("teacher_sessions")
  @MonitorQueries("teacher_sessions")
  Mono<ResponseEntity<byte[]>> sessions(
      @RequestParam(defaultValue = "") String q,
      @RequestParam(defaultValue = "") String state,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    String text = q.length() > LONGEST_SEARCH ? q.substring(0, LONGEST_SEARCH) : q;
    SessionState wanted = parse(state);
    return sessions(new SessionFilter(text, wanted, MOST_SESSIONS), caller)
        .flatMap(
            found ->
                pages.show(
                    "teacher_sessions",
                    HttpStatus.OK,
                    caller,
                    headers,
                    view ->
                        Map.of(
                            "sessions", found,
                            "text", text,
                            "state", wanted == null ? "" : wanted.name(),
                            "states", List.of(SessionState.values()),
                            "most", MOST_SESSIONS)));
  }

  /** All that the caller watches over, and scores of what is the caller's as a teacher alone. */
  private Mono<List<SessionSummary>> sessions(SessionFilter filter, Caller caller) {
    ExamScope taught = ExamScope.of(caller);
    ExamScope watched = ExamScope.watchedBy(caller);
    return taught.equals(watched)
        ? board.list(filter, taught)
        : Mono.zip(
            board.list(filter, watched),
            // the latest of all hold every one of these that is among them
            board
                .list(filter, taught)
                .map(own -> own.stream().map(SessionSummary::id).collect(Collectors.toSet())),
            (all, own) ->
                all.stream()
                    .map(each -> own.contains(each.id()) ? each : each.withoutScore())
                    .toList());
  }

  private static @Nullable SessionState parse(String name) {
    for (SessionState state : SessionState.values()) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return null;
  }
}
