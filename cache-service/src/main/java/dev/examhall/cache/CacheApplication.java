package dev.examhall.cache;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Entry point of the service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CacheApplication {

  static void main(String[] args) {
    SpringApplication.run(CacheApplication.class, args);
  }
}
