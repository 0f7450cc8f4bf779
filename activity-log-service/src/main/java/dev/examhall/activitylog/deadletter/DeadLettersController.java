package dev.examhall.activitylog.deadletter;

import dev.examhall.eventdelivery.DeadLetters;
import dev.examhall.identity.Caller;
import java.util.List;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
final class DeadLettersController {

  private final ReplayDeadLetters letters;

  DeadLettersController(ReplayDeadLetters letters) {
    this.letters = letters;
  }

  record Waiting(List<DeadLetters.Letter> items) {}

  record Replayed(int replayed) {}

  @GetMapping("/api/v1/activities/dead-letters")
  Mono<Waiting> waiting(@AuthenticationPrincipal Caller caller) {
    return letters.waiting(caller).map(Waiting::new);
  }

  @PostMapping("/api/v1/activities/dead-letters/replay")
  Mono<Replayed> replay(@AuthenticationPrincipal Caller caller) {
    return letters.replay(caller).map(Replayed::new);
  }
}
