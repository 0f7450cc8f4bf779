package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.AccessCode;
import dev.examhall.examrender.exam.AdministerExam;
import dev.examhall.examrender.exam.ExamNotFound;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.identity.Caller;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Sets what students are asked for before an exam starts. */
@Controller
class AccessCodeController {

  private final AdministerExam administer;

  AccessCodeController(AdministerExam administer) {
    this.administer = administer;
  }

  @PostMapping(
      path = "/teacher/exams/{id}/access-code",
      consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> set(
      @PathVariable UUID id, ServerWebExchange exchange, @AuthenticationPrincipal Caller caller) {
    return exchange
        .getFormData()
        .map(data -> Optional.ofNullable(AccessCode.checked(data.getFirst("accessCode"))))
        .flatMap(code -> administer.setAccessCode(id, code.orElse(null), Teacher.of(caller)))
        .switchIfEmpty(ExamNotFound.problem())
        .thenReturn(
            TeacherPages.seeOther(
                "/teacher/exams/" + id + "?part=settings&done=access-code-saved"));
  }
}
