package dev.examhall.launcher;

/** Something a person has to know. The message is one line that says what to do. */
final class LauncherException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LauncherException(String message) {
    super(message);
  }

  LauncherException(String message, Throwable cause) {
    super(message, cause);
  }
}
