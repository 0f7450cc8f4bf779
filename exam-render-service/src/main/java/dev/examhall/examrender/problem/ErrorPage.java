package dev.examhall.examrender.problem;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/** How a problem looks to a person with a browser. */
public interface ErrorPage {

  /**
   * Renders the page. Never fails.
   *
   * @param type the problem's type; what there are words for in the reader's language is said in
   *     those, and everything else with {@code title} and {@code detail}
   */
  Mono<ResponseEntity<byte[]>> render(
      HttpStatusCode status, String type, String title, String detail, HttpHeaders request);
}
