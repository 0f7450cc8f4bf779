package dev.examhall.examrender.page;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.media.MediaCookies;
import dev.examhall.examrender.session.ResumeSession;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Where a student goes on with an exam on another device. */
@Controller
@RequestMapping("/resume")
class ResumeController {

  private static final String PAGE = "resume";
  private static final int LONGEST = 60;

  private final PageRenderer pages;
  private final ResumeSession resumeSession;
  private final MediaCookies mediaCookies;

  ResumeController(PageRenderer pages, ResumeSession resumeSession, MediaCookies mediaCookies) {
    this.pages = pages;
    this.resumeSession = resumeSession;
    this.mediaCookies = mediaCookies;
  }

  @GetMapping
  Mono<ResponseEntity<byte[]>> form(@RequestHeader HttpHeaders headers) {
    return page(HttpStatus.OK, headers, "", UUID.randomUUID().toString(), null, null);
  }

  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> resume(
      ServerWebExchange exchange, @RequestHeader HttpHeaders headers) {
    return exchange
        .getFormData()
        .flatMap(
            data -> {
              String code = field(data, "code");
              String form = field(data, "form");
              return resumeSession
                  .resume(code, form, BrowserConnection.address(exchange))
                  .flatMap(outcome -> answer(outcome, code, form, exchange, headers));
            });
  }

  private Mono<ResponseEntity<byte[]>> answer(
      ResumeSession.Outcome outcome,
      String code,
      String form,
      ServerWebExchange exchange,
      HttpHeaders headers) {
    return switch (outcome) {
      case ResumeSession.Outcome.Resumed resumed ->
          Mono.just(goOn(resumed, BrowserConnection.isSecure(exchange)));
      case ResumeSession.Outcome.Unknown unknown ->
          page(
              HttpStatus.UNPROCESSABLE_CONTENT,
              headers,
              code,
              form,
              code.isEmpty() ? "resume.error.missing" : "resume.error.unknown",
              null);
      case ResumeSession.Outcome.Wait wait ->
          page(HttpStatus.TOO_MANY_REQUESTS, headers, code, form, "resume.error.wait", wait.time());
    };
  }

  private ResponseEntity<byte[]> goOn(ResumeSession.Outcome.Resumed resumed, boolean secure) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/sessions/" + resumed.sessionId()))
        .header(HttpHeaders.SET_COOKIE, StudentCookie.holding(resumed.token(), secure).toString())
        .header(HttpHeaders.SET_COOKIE, mediaCookies.opening(resumed.exams(), secure).toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Mono<ResponseEntity<byte[]>> page(
      HttpStatus status,
      HttpHeaders headers,
      String code,
      String form,
      @Nullable String problem,
      @Nullable Duration wait) {
    Map<String, Object> model = new HashMap<>();
    model.put("code", code);
    model.put("form", form);
    model.put("problem", problem);
    model.put("wait", wait);
    Mono<ResponseEntity<byte[]>> page = pages.render(PAGE, status, headers, model);
    return wait == null ? page : page.map(answer -> retryAfter(answer, wait));
  }

  static ResponseEntity<byte[]> retryAfter(ResponseEntity<byte[]> page, Duration wait) {
    return ResponseEntity.status(page.getStatusCode())
        .headers(page.getHeaders())
        .header(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusSeconds(1).toSeconds()))
        .body(page.getBody());
  }

  private static String field(MultiValueMap<String, String> data, String name) {
    String value = Objects.requireNonNullElse(data.getFirst(name), "").strip();
    return value.length() > LONGEST ? value.substring(0, LONGEST) : value;
  }
}
