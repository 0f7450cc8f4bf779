package dev.examhall.gateway.relay;

import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The public keys of people's tokens, for services. */
@RestController
class JwksController {

  private final PeopleSigningKeys keys;

  JwksController(PeopleSigningKeys keys) {
    this.keys = keys;
  }

  @GetMapping(path = "/.well-known/jwks.json", produces = "application/jwk-set+json")
  ResponseEntity<String> jwks() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(keys.published().toString(true));
  }
}
