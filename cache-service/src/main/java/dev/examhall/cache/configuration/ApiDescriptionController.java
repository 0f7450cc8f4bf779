package dev.examhall.cache.configuration;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the OpenAPI file. */
@RestController
final class ApiDescriptionController {

  @GetMapping(value = "/v3/api-docs", produces = "application/yaml")
  Resource description() {
    return new ClassPathResource("openapi.yaml");
  }
}
