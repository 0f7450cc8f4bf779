package dev.examhall.examrender.problem;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/** How a problem looks to a person with a browser. */
public interface ErrorPage {

  /** Renders the page. Never fails. */
  Mono<ResponseEntity<byte[]>> render(
      HttpStatusCode status, String title, String detail, HttpHeaders request);
}
