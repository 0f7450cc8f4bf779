package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.results.GradingQueue;
import dev.examhall.examrender.session.SessionAddress;
import dev.examhall.identity.Caller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Long answers, one after the other. */
@Controller
@RequestMapping("/teacher/grading")
class GradingPageController {

  private static final String PAGE = "teacher_grading";

  private final TeacherPages pages;
  private final GradingQueue queue;
  private final GradeForm grade;

  GradingPageController(TeacherPages pages, GradingQueue queue, GradeForm grade) {
    this.pages = pages;
    this.queue = queue;
    this.grade = grade;
  }

  /** Where somebody is in the queue: which exam and question, and what was passed over. */
  private record Place(@Nullable UUID exam, int question, @Nullable UUID after, boolean blind) {

    static Place of(MultiValueMap<String, String> values) {
      return new Place(
          FormValues.id(values.getFirst("exam")).orElse(null),
          FormValues.number(values.getFirst("question")).orElse(0),
          FormValues.id(values.getFirst("after")).orElse(null),
          Boolean.parseBoolean(values.getFirst("blind")));
    }

    String address() {
      return "/teacher/grading?exam="
          + idOrNothing(exam)
          + (question > 0 ? "&question=" + question : "")
          + (after == null ? "" : "&after=" + after)
          + (blind ? "&blind=true" : "");
    }
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> grading(
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    Place place = Place.of(exchange.getRequest().getQueryParams());
    return show(HttpStatus.OK, place, caller, headers, null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> give(
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    return exchange.getFormData().flatMap(data -> give(data, caller, headers));
  }

  private Mono<ResponseEntity<byte[]>> give(
      MultiValueMap<String, String> form, Caller caller, HttpHeaders headers) {
    Place place = Place.of(form);
    UUID session = SessionAddress.sessionId(FormValues.text(form, "session"));
    int number = FormValues.number(form.getFirst("number")).orElse(0);
    return grade
        .give(session, number, form, Teacher.of(caller))
        .flatMap(
            problem ->
                problem.isEmpty()
                    ? Mono.just(TeacherPages.seeOther(place.address()))
                    : show(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        place,
                        caller,
                        headers,
                        GradeForm.Refused.of(number, problem, form)));
  }

  private Mono<ResponseEntity<byte[]>> show(
      HttpStatus status,
      Place place,
      Caller caller,
      HttpHeaders headers,
      GradeForm.@Nullable Refused refused) {
    ExamScope scope = ExamScope.of(caller);
    Mono<Optional<GradingQueue.Item>> item =
        queue
            .next(
                place.exam(), place.question() == 0 ? null : place.question(), place.after(), scope)
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty());
    return Mono.zip(queue.waiting(scope).collectList(), item)
        .flatMap(
            found ->
                pages.show(
                    PAGE,
                    status,
                    caller,
                    headers,
                    view -> model(place, found.getT1(), found.getT2().orElse(null), refused)));
  }

  private static Map<String, @Nullable Object> model(
      Place place,
      List<GradingQueue.Waiting> waiting,
      GradingQueue.@Nullable Item item,
      GradeForm.@Nullable Refused refused) {
    Map<String, @Nullable Object> model = new HashMap<>();
    model.put("waiting", waiting);
    model.put("item", item);
    model.put("exam", idOrNothing(place.exam()));
    model.put("question", place.question());
    model.put("after", idOrNothing(place.after()));
    model.put("blind", place.blind());
    model.put("refused", refused);
    return model;
  }

  private static String idOrNothing(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
