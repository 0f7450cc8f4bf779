package dev.examhall.launcher;

import dev.examhall.launcher.demo.DemoLoadException;
import dev.examhall.launcher.demo.DemoLoader;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description = "Loads the demo exam into a suite that runs elsewhere, such as in containers.")
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      description = "The suite's address. Default: http://127.0.0.1:8080")
  private URI gateway = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--account",
      paramLabel = "file",
      description =
          "A teacher's account: username= and password=. Default: what ./examhall images made.")
  private @Nullable Path account;

  @Override
  public Integer call() {
    Path file =
        account != null
            ? account
            : ExamhallCommand.checkout().resolve(".examhall/compose/first-account.properties");
    Properties teacher = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      teacher.load(reader);
    } catch (IOException e) {
      throw new LauncherException("Cannot read the account in " + file + ": " + e.getMessage());
    }
    try {
      DemoLoader.load(
          gateway,
          teacher.getProperty("username", ""),
          teacher.getProperty("password", "").toCharArray(),
          System.out::println);
    } catch (DemoLoadException e) {
      throw new LauncherException(String.valueOf(e.getMessage()));
    }
    return 0;
  }
}
