package dev.examhall.examrender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

class UncancelledTest {

  @Test
  void carriesTheWorkThroughWhenNobodyWaitsAnyMore() {
    Sinks.One<String> database = Sinks.one();
    AtomicBoolean cancelled = new AtomicBoolean();
    AtomicReference<String> committed = new AtomicReference<>();
    Mono<String> work =
        database.asMono().doOnNext(committed::set).doOnCancel(() -> cancelled.set(true));

    Disposable browser = Uncancelled.of(work).subscribe(ignored -> {}, ignored -> {});
    browser.dispose();
    database.tryEmitValue("done").orThrow();

    assertThat(cancelled).isFalse();
    assertThat(committed).hasValue("done");
  }

  @Test
  void passesOnResultsErrorsAndTheContext() {
    Mono<String> named = Mono.deferContextual(context -> Mono.just(context.get("name")));

    assertThat(Uncancelled.of(named).contextWrite(Context.of("name", "trace")).block())
        .isEqualTo("trace");
    assertThat(Uncancelled.of(Mono.empty()).blockOptional()).isEmpty();
    assertThatThrownBy(() -> Uncancelled.of(Mono.error(new IllegalStateException("no"))).block())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no");
  }
}
