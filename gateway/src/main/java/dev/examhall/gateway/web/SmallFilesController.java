package dev.examhall.gateway.web;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Files that browsers and robots ask for by themselves. */
@RestController
class SmallFilesController {

  private static final byte[] ICON =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" \
      rx="9" fill="#1d5b79"/><path d="M9 17.2l4.6 4.6L23.2 11" fill="none" stroke="#fff" \
      stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/></svg>
      """
          .getBytes(StandardCharsets.UTF_8);

  @GetMapping("/favicon.ico")
  ResponseEntity<byte[]> icon() {
    return ResponseEntity.ok()
        .contentType(MediaType.valueOf("image/svg+xml"))
        .cacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePublic())
        .body(ICON);
  }

  @GetMapping(path = "/robots.txt", produces = MediaType.TEXT_PLAIN_VALUE)
  ResponseEntity<String> robots() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.maxAge(Duration.ofDays(1)).cachePublic())
        .body("User-agent: *\nDisallow: /\n");
  }
}
