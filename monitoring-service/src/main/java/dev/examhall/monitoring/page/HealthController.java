package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.SystemHealth;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Health for programs: coarse for everybody, in detail for operators. */
@RestController
final class HealthController {

  private final HealthBoard board;

  HealthController(HealthBoard board) {
    this.board = board;
  }

  /** In the original system's format, with its status codes. */
  @GetMapping("/api/health")
  ResponseEntity<PublicHealth> publicHealth() {
    SystemHealth health = board.current();
    int status =
        switch (health.status()) {
          case HEALTHY -> 200;
          case DEGRADED -> 207;
          case UNHEALTHY -> 503;
        };
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .body(PublicHealth.of(health));
  }

  @GetMapping("/api/v1/health")
  ResponseEntity<OperatorHealth> operatorHealth() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(OperatorHealth.of(board.current()));
  }
}
