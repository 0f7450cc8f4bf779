package dev.examhall.examrender;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of the API to services and operators. */
@RestController
class ApiDocsController {

  @GetMapping(value = "/v3/api-docs", produces = "application/yaml")
  Resource description() {
    return new ClassPathResource("openapi.yaml");
  }
}
