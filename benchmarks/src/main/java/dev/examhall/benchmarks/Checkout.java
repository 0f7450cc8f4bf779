package dev.examhall.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds what is measured in the checkout the benchmarks run in, from any folder of it. */
public final class Checkout {

  private Checkout() {}

  /**
   * The jar of a service, as built; another one with {@code -Dexamhall.bench.<service>=FILE}.
   *
   * @throws IllegalStateException if it is not built
   */
  public static Path jar(String service) {
    String option = "examhall.bench." + service;
    String named = System.getProperty(option);
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    return file(
        service + "/target/" + service + ".jar", "build it, or name another with -D" + option);
  }

  /**
   * A file of the checkout.
   *
   * @param otherwise what to do if there is none
   * @throws IllegalStateException if there is none
   */
  public static Path file(String name, String otherwise) {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path file = at.resolve(name);
      if (Files.exists(file)) {
        return file;
      }
    }
    throw new IllegalStateException("There is no " + name + ": " + otherwise);
  }
}
