package dev.examhall.examrender.problem;

import java.util.Map;
import org.springframework.http.HttpStatusCode;

/** Another service's problem that is the caller's business, such as a PDF that is none. */
public final class HandedOnProblem extends RuntimeException {

  private final transient HttpStatusCode status;
  private final transient Map<String, Object> body;

  /**
   * @param body the problem's members as the other service sent them
   */
  public HandedOnProblem(HttpStatusCode status, Map<String, Object> body) {
    super(String.valueOf(body.get("detail")), null, false, false);
    this.status = status;
    this.body = Map.copyOf(body);
  }

  HttpStatusCode status() {
    return status;
  }

  public Map<String, Object> body() {
    return body;
  }
}
