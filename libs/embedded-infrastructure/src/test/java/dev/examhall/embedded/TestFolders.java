package dev.examhall.embedded;

import java.nio.file.Path;

/** Where these tests unpack and keep what they start. */
final class TestFolders {

  private TestFolders() {}

  /** Shared by all test classes and by other modules' tests: unpacking takes seconds. */
  static final Path BINARIES = Path.of("..", "..", ".examhall", "binaries").toAbsolutePath();
}
