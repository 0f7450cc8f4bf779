package dev.examhall.examrender;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Entry point of the service. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ExamRenderApplication {

  static void main(String[] args) {
    SpringApplication.run(ExamRenderApplication.class, args);
  }
}
