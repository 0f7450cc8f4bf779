package dev.examhall.examrender.page;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.exam.AccessCode;
import dev.examhall.examrender.exam.AdministerExam;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.identity.Caller;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sets what students are asked for before an exam starts. */
@Controller
class AccessCodeController {

  private final ShowExam page;
  private final AdministerExam administer;

  AccessCodeController(ShowExam page, AdministerExam administer) {
    this.page = page;
    this.administer = administer;
  }

  @PostMapping(
      path = "/teacher/exams/{id}/access-code",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> set(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return exchange
        .getFormData()
        .map(form -> FormValues.text(form, "accessCode"))
        .flatMap(
            typed ->
                AccessCode.isAllowed(typed)
                    ? administer
                        .setAccessCode(id, AccessCode.checked(typed), Teacher.of(caller))
                        .map(
                            done ->
                                ExamPageController.back(
                                    id, ExamPage.Part.SETTINGS, "access-code-saved"))
                    : page.show(
                        id,
                        ShowExam.Words.of(ExamPage.Part.SETTINGS, "").withAccessCode(typed),
                        BrowserConnection.isSecure(exchange),
                        headers,
                        caller))
        .switchIfEmpty(ExamPageController.notFound());
  }
}
