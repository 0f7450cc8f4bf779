package dev.examhall.activitylog.people;

import dev.examhall.identity.Caller;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
final class PeopleController {

  private final ErasePerson erase;

  PeopleController(ErasePerson erase) {
    this.erase = erase;
  }

  @DeleteMapping("/api/v1/people/{id}")
  Mono<ErasureProof> erase(@PathVariable String id, @AuthenticationPrincipal Caller caller) {
    return person(id).flatMap(person -> erase.erase(person, caller));
  }

  /** Accounts and sessions have UUIDs; a word instead would empty whatever has it. */
  private static Mono<UUID> person(String id) {
    try {
      return Mono.just(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      return Mono.error(new UnclearPersonException());
    }
  }
}
