package dev.examhall.monitoring.page;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API's description. */
@RestController
final class ApiDocsController {

  private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

  @GetMapping("/v3/api-docs")
  ResponseEntity<Resource> apiDocs() {
    return ResponseEntity.ok().contentType(YAML).body(new ClassPathResource("openapi.yaml"));
  }
}
