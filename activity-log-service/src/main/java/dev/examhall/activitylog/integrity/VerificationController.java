package dev.examhall.activitylog.integrity;

import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.identity.Caller;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
final class VerificationController {

  private final CheckIntegrity check;

  VerificationController(CheckIntegrity check) {
    this.check = check;
  }

  @GetMapping(path = "/api/v1/activities/verification", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ChainReport> verification(
      @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
          @Nullable LocalDate from,
      @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE)
          @Nullable LocalDate to,
      @AuthenticationPrincipal Caller caller) {
    return check.check(caller, from, to);
  }
}
