package dev.examhall.examrender.problem;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** How a problem looks to a person with a browser. */
public interface ErrorPage {

  /**
   * Renders the page. Never fails.
   *
   * @param type the problem's type; what there are words for in the reader's language is said in
   *     those, and everything else with {@code title} and {@code detail}
   * @param request what could not be answered; its address says whether a teacher or a student
   *     reads
   */
  Mono<ResponseEntity<byte[]>> render(
      HttpStatusCode status, String type, String title, String detail, ServerHttpRequest request);
}
