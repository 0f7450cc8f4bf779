package dev.examhall.asset;

import dev.examhall.testkit.identity.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.FileSystemUtils;

/**
 * What the service runs with in tests: its own data folder and a test identity, the same for all
 * test classes.
 */
public final class RunningService
    implements ApplicationContextInitializer<ConfigurableApplicationContext> {
  public static final TestIdentity IDENTITY = TestIdentity.start();
  public static final Path DATA = dataFolder();

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    TestPropertyValues.of(IDENTITY.properties())
        .and(
            Map.of(
                "EXAMHALL_DATA_DIR", DATA.toString(),
                "SERVER_ADDRESS", "127.0.0.1",
                "examhall.media.pdf-limit", "1MB",
                "examhall.media.audio-limit", "2MB"))
        .applyTo(context);
  }

  public static String serviceToken() {
    return IDENTITY.service("exam-render-service", "asset-service");
  }

  private static Path dataFolder() {
    try {
      Path folder = Files.createTempDirectory("asset-service");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
