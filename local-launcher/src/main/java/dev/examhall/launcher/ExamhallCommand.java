package dev.examhall.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The launcher's command line. The script {@code examhall} in front of it finds Java and builds.
 */
@Command(
    name = "examhall",
    description = "Runs the Examhall suite on this machine.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      DemoCommand.class,
      CommandLine.HelpCommand.class
    })
public final class ExamhallCommand {

  private ExamhallCommand() {}

  public static void main(String[] arguments) {
    // The table has characters beyond ASCII, whatever the locale is.
    System.setOut(new PrintStream(System.out, true, StandardCharsets.UTF_8));
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line = new CommandLine(new ExamhallCommand());
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          if (error instanceof LauncherException) {
            System.err.println("examhall: " + error.getMessage());
            return 1;
          }
          throw error;
        });
    return line.execute(arguments);
  }

  /** The folder with the services' folders in it. */
  static Path checkout() {
    String given = System.getProperty("examhall.home");
    if (given != null) {
      return Path.of(given).toAbsolutePath().normalize();
    }
    throw new LauncherException(
        "Say where the checkout is with -Dexamhall.home, or use ./examhall");
  }

  static DataFolder dataFolder(@org.jspecify.annotations.Nullable Path given) {
    return new DataFolder(given != null ? given : checkout().resolve(".examhall").resolve("data"));
  }
}
