package dev.examhall.activitylog.search;

/** More than this instance can serve want to follow the log. */
public final class TooManyReadersException extends RuntimeException {

  private static final long serialVersionUID = 1;

  TooManyReadersException() {
    super("too many readers follow the log");
  }
}
