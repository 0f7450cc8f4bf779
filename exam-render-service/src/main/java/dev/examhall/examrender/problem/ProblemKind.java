package dev.examhall.examrender.problem;

import org.springframework.http.HttpStatus;

/** Every problem this service can answer with; its type is {@code /problems/<slug>}. */
public enum ProblemKind {
  NOT_FOUND(HttpStatus.NOT_FOUND, "not-found", "Not found"),
  SESSION_NOT_FOUND(HttpStatus.NOT_FOUND, "session-not-found", "There is no such session"),
  EXAM_NOT_FOUND(HttpStatus.NOT_FOUND, "exam-not-found", "There is no such exam"),
  NO_STUDENT_COOKIE(
      HttpStatus.UNAUTHORIZED, "student-cookie-needed", "This browser has no exam session"),
  MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "malformed-request", "The request cannot be read"),
  INVALID_ANSWER(HttpStatus.BAD_REQUEST, "invalid-answer", "The answer cannot be taken"),
  BODY_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "body-too-large", "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(
      HttpStatus.UNSUPPORTED_MEDIA_TYPE,
      "unsupported-media-type",
      "The content type is not taken here"),
  METHOD_NOT_ALLOWED(
      HttpStatus.METHOD_NOT_ALLOWED, "method-not-allowed", "The method is not allowed here"),
  STALE_ANSWER(HttpStatus.CONFLICT, "stale-answer", "A newer answer is already saved"),
  NOT_THE_WRITER(HttpStatus.CONFLICT, "not-the-writer", "The exam goes on elsewhere"),
  CLOCK_NOT_STARTED(HttpStatus.CONFLICT, "clock-not-started", "The clock is not running yet"),
  SESSION_NOT_STARTED(
      HttpStatus.CONFLICT, "session-not-started", "The session has not been started"),
  SESSION_SUBMITTED(HttpStatus.CONFLICT, "session-submitted", "The exam was already handed in"),
  NO_PLAYS_LEFT(HttpStatus.CONFLICT, "no-plays-left", "The track was heard as often as allowed"),
  LEVEL_NOT_CHANGED(HttpStatus.CONFLICT, "level-not-changed", "The level cannot be changed"),
  TIME_NOT_CHANGED(HttpStatus.CONFLICT, "time-not-changed", "The time cannot be changed"),
  REGRADE_OUTDATED(
      HttpStatus.CONFLICT, "regrade-outdated", "The regrading would change something else now"),
  INVALID_GRADE(
      HttpStatus.UNPROCESSABLE_CONTENT, "invalid-grade", "The grade cannot be saved like this"),
  SESSION_OVER(HttpStatus.CONFLICT, "session-over", "The time is over"),
  INVALID_EXAM(
      HttpStatus.UNPROCESSABLE_CONTENT, "invalid-exam", "The exam cannot be saved like this"),
  INVALID_ANSWER_KEY(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "invalid-answer-key",
      "The answer key cannot be saved like this"),
  INVALID_TRACK(
      HttpStatus.UNPROCESSABLE_CONTENT, "invalid-track", "The track cannot be saved like this"),
  EXAM_IN_USE(HttpStatus.CONFLICT, "exam-in-use", "The exam is in use"),
  NOT_THE_MAKER(HttpStatus.FORBIDDEN, "not-the-maker", "That is for whoever made the exam"),
  EXAM_INCOMPLETE(HttpStatus.CONFLICT, "exam-incomplete", "The exam is not complete"),
  INVALID_PLACEMENT(
      HttpStatus.UNPROCESSABLE_CONTENT,
      "invalid-placement",
      "The placement data cannot be saved like this"),
  MEDIA_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE, "media-unavailable", "Files cannot be stored at the moment"),
  SERVICE_UNAVAILABLE(
      HttpStatus.SERVICE_UNAVAILABLE, "service-unavailable", "This does not work at the moment"),
  INTERNAL_ERROR(
      HttpStatus.INTERNAL_SERVER_ERROR, "internal-error", "Something went wrong on our side");

  private final HttpStatus status;
  private final String slug;
  private final String title;

  ProblemKind(HttpStatus status, String slug, String title) {
    this.status = status;
    this.slug = slug;
    this.title = title;
  }

  public HttpStatus status() {
    return status;
  }

  /** The problem's type, a relative reference. */
  public String type() {
    return "/problems/" + slug;
  }

  public String title() {
    return title;
  }
}
