package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import reactor.core.publisher.Mono;

/** Where teachers begin. */
@Controller
class DashboardController {

  private static final String PAGE = "teacher_dashboard";

  private final TeacherPages pages;
  private final DashboardReader dashboards;

  DashboardController(TeacherPages pages, DashboardReader dashboards) {
    this.pages = pages;
    this.dashboards = dashboards;
  }

  @GetMapping("/teacher/dashboard")
  @MeasureTime(PAGE)
  @MonitorQueries(PAGE)
  Mono<ResponseEntity<byte[]>> show(
      @AuthenticationPrincipal Caller caller, @RequestHeader HttpHeaders headers) {
    return dashboards
        .read(ExamScope.of(caller))
        .flatMap(
            dashboard ->
                pages.show(
                    PAGE, HttpStatus.OK, caller, headers, view -> Map.of("dashboard", dashboard)));
  }
}
