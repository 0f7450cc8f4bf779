package dev.examhall.launcher.demo;

/** The demo could not be loaded; the message says which step failed and what the suite answered. */
public final class DemoLoadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoLoadException(String message) {
    super(message);
  }

  DemoLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
