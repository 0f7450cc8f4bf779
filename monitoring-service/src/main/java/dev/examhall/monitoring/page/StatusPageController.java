package dev.examhall.monitoring.page;

import dev.examhall.monitoring.health.HealthBoard;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /status}, for everybody. */
@RestController
final class StatusPageController {

  private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=utf-8");

  private final HealthBoard board;
  private final StatusPage page;

  StatusPageController(HealthBoard board, StatusPage page) {
    this.board = board;
    this.page = page;
  }

  @GetMapping("/status")
  ResponseEntity<byte[]> status() {
    return ResponseEntity.ok()
        .contentType(HTML)
        .cacheControl(CacheControl.noStore())
        .header("Content-Security-Policy", page.contentSecurityPolicy())
        .body(page.render(StatusView.of(board.current())));
  }
}
