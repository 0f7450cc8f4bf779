package dev.examhall.gateway.route;

import dev.examhall.gateway.session.SessionReader;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Answers;
import java.util.Collections;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Lets those through whom the route's row names. */
@Component
final class AccessFilter {

  private final SessionReader sessions;
  private final Answers answers;

  AccessFilter(SessionReader sessions, Answers answers) {
    this.sessions = sessions;
    this.answers = answers;
  }

  Step forRoute(Route route) {
    return (exchange, chain) ->
        route.relaysPerson()
            ? sessions
                .read(exchange)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(person -> decide(route, person, exchange, chain))
            : decide(route, Optional.empty(), exchange, chain);
  }

  private Mono<Void> decide(
      Route route, Optional<SignedIn> person, ServerWebExchange exchange, Step.Next chain) {
    person.ifPresent(known -> known.attachTo(exchange));
    return switch (route.access()) {
      case Access.Everyone everyone -> chain.filter(exchange);
      case Access.People people -> {
        if (person.isEmpty()) {
          yield answers.signInNeeded(exchange);
        }
        yield Collections.disjoint(people.roles(), person.get().roles())
            ? answers.forbidden(exchange)
            : chain.filter(exchange);
      }
    };
  }
}
