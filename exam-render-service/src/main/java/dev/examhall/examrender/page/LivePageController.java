package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.session.LiveBoard;
import dev.examhall.examrender.session.LiveProperties;
import dev.examhall.examrender.session.LiveSession;
import dev.examhall.examrender.session.SupervisorForm;
import dev.examhall.examrender.session.SupervisorForm.Done;
import dev.examhall.examrender.text.ScriptWords;
import dev.examhall.identity.Caller;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
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
import tools.jackson.databind.ObjectMapper;

/**
 * The live board. Without scripts it is a table of the most urgent sessions, with a form for their
 * clocks.
 */
@Controller
@RequestMapping("/teacher/live")
class LivePageController {

  private static final String PAGE = "teacher_live";
  private static final int WITHOUT_SCRIPTS = 100;

  private final TeacherPages pages;
  private final LiveBoard board;
  private final SupervisorForm form;
  private final LiveProperties limits;
  private final ObjectMapper json;
  private final Clock clock;

  LivePageController(
      TeacherPages pages,
      LiveBoard board,
      SupervisorForm form,
      LiveProperties limits,
      ObjectMapper json,
      Clock clock) {
    this.pages = pages;
    this.board = board;
    this.form = form;
    this.limits = limits;
    this.json = json;
    this.clock = clock;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> live(
      @RequestParam(defaultValue = "") String exam,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return show(HttpStatus.OK, exam, caller, headers, null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> change(
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return exchange
        .getFormData()
        .flatMap(
            data ->
                form.apply(data, caller)
                    .flatMap(
                        done ->
                            show(
                                done.status(),
                                Objects.requireNonNullElse(data.getFirst("exam"), ""),
                                caller,
                                headers,
                                done)));
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpStatus status, String exam, Caller caller, HttpHeaders headers, @Nullable Done done) {
    return board
        .now(ExamScope.watchedBy(caller))
        .flatMap(
            now -> {
              List<LiveSession> sessions =
                  now.sessions().stream()
                      .filter(each -> exam.isEmpty() || each.examId().toString().equals(exam))
                      .toList();
              return pages.show(
                  PAGE,
                  status,
                  caller,
                  headers,
                  view -> {
                    Map<String, @Nullable Object> model = new HashMap<>();
                    model.put("exams", now.exams());
                    model.put("exam", exam);
                    model.put("sessions", sessions.stream().limit(WITHOUT_SCRIPTS).toList());
                    model.put("all", sessions.size());
                    model.put("at", now.at());
                    model.put("done", done);
                    model.put("config", config(view, exam));
                    return model;
                  });
            });
  }

  private String config(PageView view, String exam) {
    return ScriptJson.escape(
        json.writeValueAsString(
            Map.of(
                "exam", exam,
                "words", ScriptWords.of("live-script", view.texts()),
                "serverNow", clock.instant(),
                "noSaveSeconds", limits.noSaveAfter().toSeconds(),
                "littleTimeSeconds", limits.littleTime().toSeconds())));
  }
}
