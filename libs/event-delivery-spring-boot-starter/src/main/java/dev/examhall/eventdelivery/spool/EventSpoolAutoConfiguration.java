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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The disk spool. */
@AutoConfiguration(after = EventPublishingAutoConfiguration.class)
public class EventSpoolAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(EventSpoolAutoConfiguration.class);

  private static final String DATA_DIR = "EXAMHALL_DATA_DIR";

  @Bean
  @ConditionalOnMissingBean(EventSpool.class)
  DiskEventSpool eventSpool(
      EventDeliveryProperties properties,
      EventEncoder encoder,
      EventPublisher publisher,
      MeterRegistry meters,
      Environment environment) {
    Path directory = directory(properties.spool().directory(), environment.getProperty(DATA_DIR));
    return new DiskEventSpool(directory, properties.spool(), encoder, publisher, meters);
  }

  private static Path directory(@Nullable Path configured, @Nullable String dataDirectory) {
    if (configured != null) {
      return configured;
    }
    return dataDirectory == null ? temporaryDirectory() : Path.of(dataDirectory, "spool");
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
