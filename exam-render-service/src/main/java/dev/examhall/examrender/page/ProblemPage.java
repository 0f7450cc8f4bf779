package dev.examhall.examrender.page;

import dev.examhall.examrender.problem.ErrorPage;
import java.util.Map;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Problems as pages. */
@Component
final class ProblemPage implements ErrorPage {

  /** All who have pages of their own may see this one. */
  private static final String WATCHING = "/teacher/live";

  private final PageRenderer pages;

  ProblemPage(PageRenderer pages) {
    this.pages = pages;
  }

  @Override
  public Mono<ResponseEntity<byte[]>> render(
      HttpStatusCode status, String type, String title, String detail, ServerHttpRequest request) {
    boolean teacher = request.getPath().value().startsWith("/teacher/");
    String key = type.replace("/problems/", "problem.");
    return pages.render(
        "problem",
        status,
        request.getHeaders(),
        view ->
            Map.of(
                "status", status.value(),
                "title", words(view, key + ".title", teacher, title),
                "detail", words(view, key + ".detail", teacher, detail),
                "home", teacher ? WATCHING : "/",
                "homeText", view.texts().of(teacher ? "problem.home.teacher" : "problem.home")));
  }

  /** Some problems mean something else to whoever watches than to whoever takes the exam. */
  private static String words(PageView view, String key, boolean teacher, String other) {
    String common = view.texts().or(key, other);
    return teacher ? view.texts().or(key + ".teacher", common) : common;
  }
}
