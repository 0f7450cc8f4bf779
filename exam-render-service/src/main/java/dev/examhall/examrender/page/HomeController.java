package dev.examhall.examrender.page;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.media.MediaCookies;
import dev.examhall.examrender.placement.EnglishRank;
import dev.examhall.examrender.session.StartSession;
import dev.examhall.examrender.session.StudentToken;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The home page: who are you, and which exam is yours. */
@Controller
class HomeController {

  private static final Logger log = LoggerFactory.getLogger(HomeController.class);
  private static final String PAGE = "home";

  private final PageRenderer pages;
  private final StartSession startSession;
  private final MediaCookies mediaCookies;

  HomeController(PageRenderer pages, StartSession startSession, MediaCookies mediaCookies) {
    this.pages = pages;
    this.startSession = startSession;
    this.mediaCookies = mediaCookies;
  }

  @GetMapping("/")
  Mono<ResponseEntity<byte[]>> home(
      ServerWebExchange exchange, @RequestHeader HttpHeaders headers) {
    StudentToken token = StudentToken.of(exchange.getRequest());
    return token == null
        ? page(HttpStatus.OK, headers, StartForm.empty(), null)
        : startSession
            .unfinished(token)
            .map(Optional::of)
            .defaultIfEmpty(Optional.empty())
            .onErrorResume(
                failure -> {
                  // the form is there all the same; sending it says that there is an outage
                  log.warn("Nobody knows whether an exam is open in this browser", failure);
                  return Mono.just(Optional.empty());
                })
            .flatMap(
                unfinished ->
                    page(HttpStatus.OK, headers, StartForm.empty(), unfinished.orElse(null)));
  }

  @PostMapping("/start")
  Mono<ResponseEntity<byte[]>> start(
      ServerWebExchange exchange, @RequestHeader HttpHeaders headers) {
    return exchange
        .getFormData()
        .flatMap(
            data -> {
              StartForm form = StartForm.of(data);
              return form.errors().isEmpty()
                  ? start(exchange, headers, form)
                  : page(HttpStatus.UNPROCESSABLE_CONTENT, headers, form, null);
            });
  }

  private Mono<ResponseEntity<byte[]>> start(
      ServerWebExchange exchange, HttpHeaders headers, StartForm form) {
    return startSession
        .start(
            form.student(),
            StudentToken.of(exchange.getRequest()),
            form.accessCode(),
            BrowserConnection.address(exchange))
        .flatMap(
            outcome ->
                switch (outcome) {
                  case StartSession.Outcome.Matched matched ->
                      Mono.just(toNotice(matched, BrowserConnection.isSecure(exchange)));
                  case StartSession.Outcome.Unfinished unfinished ->
                      Mono.just(goOn(unfinished, BrowserConnection.isSecure(exchange)));
                  case StartSession.Outcome.NoMatch none ->
                      page(
                          HttpStatus.UNPROCESSABLE_CONTENT,
                          headers,
                          form.with(Map.of("form", "home.error.no-match")),
                          null);
                  case StartSession.Outcome.CodeAsked asked ->
                      codeAgain(HttpStatus.UNPROCESSABLE_CONTENT, headers, form, "missing");
                  case StartSession.Outcome.WrongCode wrong ->
                      codeAgain(HttpStatus.UNPROCESSABLE_CONTENT, headers, form, "wrong");
                  case StartSession.Outcome.Wait wait ->
                      codeAgain(HttpStatus.TOO_MANY_REQUESTS, headers, form, "wait")
                          .map(page -> ResumeController.retryAfter(page, wait.time()));
                });
  }

  private Mono<ResponseEntity<byte[]>> codeAgain(
      HttpStatus status, HttpHeaders headers, StartForm form, String why) {
    return page(
        status, headers, form.with(Map.of("accessCode", "home.error.access-code." + why)), null);
  }

  /** With the same cookie; its page knows where it stands. */
  private ResponseEntity<byte[]> goOn(StartSession.Outcome.Unfinished unfinished, boolean secure) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/sessions/" + unfinished.sessionId()))
        .header(
            HttpHeaders.SET_COOKIE,
            mediaCookies.opening(List.of(unfinished.examId()), secure).toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private ResponseEntity<byte[]> toNotice(StartSession.Outcome.Matched matched, boolean secure) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create("/sessions/" + matched.sessionId() + "/notice"))
        .header(HttpHeaders.SET_COOKIE, StudentCookie.holding(matched.token(), secure).toString())
        .header(
            HttpHeaders.SET_COOKIE,
            mediaCookies.opening(List.of(matched.examId()), secure).toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private Mono<ResponseEntity<byte[]>> page(
      HttpStatus status,
      HttpHeaders headers,
      StartForm form,
      StartSession.Outcome.@Nullable Unfinished unfinished) {
    Map<String, Object> model = new HashMap<>();
    model.put("form", form);
    model.put("ranks", List.of(EnglishRank.values()));
    model.put("unfinished", unfinished);
    return pages.render(PAGE, status, headers, model);
  }
}
