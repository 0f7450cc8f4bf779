package dev.examhall.eventdelivery.spool;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/** The disk spool. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
public class EventSpoolAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(EventSpoolAutoConfiguration.class);

  private static final String DATA_DIR = "EXAMHALL_DATA_DIR";

  /** Where the spool is; a temporary folder goes after the spool has stopped. */
  record SpoolFolder(Path path, boolean temporary) implements DisposableBean {

    @Override
    public void destroy() throws IOException {
      if (temporary) {
        FileSystemUtils.deleteRecursively(path);
      }
    }
  }

  @Bean
  @ConditionalOnMissingBean(EventSpool.class)
  SpoolFolder spoolFolder(EventDeliveryProperties properties, Environment environment) {
    Path configured = properties.spool().directory();
    if (configured != null) {
      return new SpoolFolder(configured, false);
    }
    String dataDirectory = environment.getProperty(DATA_DIR);
    return dataDirectory == null
        ? new SpoolFolder(temporaryDirectory(), true)
        : new SpoolFolder(Path.of(dataDirectory, "spool"), false);
  }

  @Bean
  @ConditionalOnMissingBean(EventSpool.class)
  DiskEventSpool eventSpool(
      SpoolFolder folder,
      EventDeliveryProperties properties,
      EventEncoder encoder,
      EventPublisher publisher,
      MeterRegistry meters) {
    return new DiskEventSpool(folder.path(), properties.spool(), encoder, publisher, meters);
  }

  private static Path temporaryDirectory() {
    try {
      Path directory = Files.createTempDirectory("examhall-spool");
      log.warn(
          "EXAMHALL_DATA_DIR is not set: events that wait for Kafka are in {} and are forgotten"
              + " when this process ends",
          directory);
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("there is no place for the spool", e);
    }
  }
}
