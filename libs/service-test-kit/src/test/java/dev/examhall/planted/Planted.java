package dev.examhall.planted;

import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One violation of each rule, and beside it what is allowed. */
public final class Planted {

  private Planted() {}

  static final class Blocks {
    @Nullable String now(Mono<String> later) {
      return later.block();
    }
  }

  static final class Sleeps {
    void rest() throws InterruptedException {
      TimeUnit.SECONDS.sleep(1);
    }
  }

  static final class ForgetsErrors {
    void start(Flux<String> events) {
      events.subscribe();
    }
  }

  static final class HandlesErrors {
    void start(Flux<String> events, java.util.function.Consumer<Throwable> errors) {
      events.subscribe(event -> {}, errors);
    }
  }

  static final class InjectsAField {
    @Autowired @Nullable ApplicationContext context;
  }

  static final class TakesAValue {
    final String name;

    TakesAValue(@Value("${name}") String name) {
      this.name = name;
    }
  }

  static final class AnswerManager {}

  @RestController
  static final class AnswersRequests {}

  record CallsOut(WebClient http) {}

  record Queries(DatabaseClient database) {}

  record Sends(Producer<String, String> producer) {}

  record Reads(Consumer<String, String> consumer) {}

  record KnowsSpring(ApplicationContext context) {}
}
