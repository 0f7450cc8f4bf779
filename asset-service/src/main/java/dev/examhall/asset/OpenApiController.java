package dev.examhall.asset;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of this service's API. */
@RestController
final class OpenApiController {

  @GetMapping("/v3/api-docs")
  ResponseEntity<Resource> document() {
    return ResponseEntity.ok()
        .contentType(new MediaType("application", "yaml"))
        .body(new ClassPathResource("openapi.yaml"));
  }
}
