package dev.examhall.examrender.page;

import dev.examhall.examrender.problem.ErrorPage;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Problems as pages. */
@Component
final class ProblemPage implements ErrorPage {

  private final PageRenderer pages;

  ProblemPage(PageRenderer pages) {
    this.pages = pages;
  }

  @Override
  public Mono<ResponseEntity<byte[]>> render(
      HttpStatusCode status, String type, String title, String detail, HttpHeaders request) {
    String key = type.replace("/problems/", "problem.");
    return pages.render(
        "problem",
        status,
        request,
        view ->
            Map.of(
                "status", status.value(),
                "title", view.texts().or(key + ".title", title),
                "detail", view.texts().or(key + ".detail", detail)));
  }
}
