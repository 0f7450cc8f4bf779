package dev.examhall.activitylog.chain;

import dev.examhall.eventdelivery.lock.SoleWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ChainProperties.class)
class ChainConfiguration {

  private static final Logger log = LoggerFactory.getLogger(ChainConfiguration.class);

  /** Where keys and witness are. */
  record Folder(Path path) {}

  @Bean
  Folder chainFolder(ChainProperties properties, Environment environment) {
    if (properties.folder() != null) {
      return new Folder(properties.folder());
    }
    String data = environment.getProperty("EXAMHALL_DATA_DIR");
    return new Folder(data == null ? temporary() : Path.of(data, "chain"));
  }

  private static Path temporary() {
    try {
      Path folder = Files.createTempDirectory("examhall-chain");
      log.warn(
          "EXAMHALL_DATA_DIR is not set: the log's keys are in {} and what is sealed now cannot be"
              + " checked after the next start",
          folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("there is no place for the log's keys", e);
    }
  }

  @Bean
  ChainKeys chainKeys(Folder folder) {
    return ChainKeys.in(folder.path());
  }

  @Bean
  WitnessFolder witnessFolder(Folder folder, ChainKeys keys) {
    return new WitnessFolder(folder.path(), keys);
  }

  @Bean
  Sealer sealer(
      ConnectionFactory connections,
      WitnessFolder witnesses,
      ChainProperties properties,
      MeterRegistry meters) {
    return new Sealer(
        SoleWorker.of("Sealing the log", SealingRepository.LOCK, connections),
        witnesses,
        properties,
        Clock.systemUTC(),
        meters);
  }
}
