package dev.examhall.cacheclient;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A bean with cached methods, and what stands behind it. */
class Exams {

  record Exam(String id, String name, List<Question> questions) {}

  record Question(int number, String text) {}

  private final AtomicInteger loads = new AtomicInteger();
  private volatile Supplier<Mono<Exam>> source =
      () -> Mono.just(new Exam("42", "Placement", List.of(new Question(1, "Who?"))));
  private volatile @Nullable String level = "A1";

  void source(Supplier<Mono<Exam>> now) {
    source = now;
  }

  void named(String name) {
    source = () -> Mono.just(new Exam("42", name, List.of()));
  }

  int loads() {
    return loads.get();
  }

  @CacheResult(prefix = "exam", entity = "#examId", ttl = "PT1H")
  Mono<Exam> find(String examId) {
    loads.incrementAndGet();
    return Mono.defer(() -> source.get());
  }

  @CacheResult(prefix = "exam", entity = "#examId", key = "'questions'")
  Flux<Question> questions(String examId) {
    return Flux.defer(
        () -> {
          loads.incrementAndGet();
          return Flux.just(new Question(1, "Who?"), new Question(2, "Why?"));
        });
  }

  @CacheResult(prefix = "curriculum")
  @Nullable String level(int grade) {
    loads.incrementAndGet();
    return level;
  }

  void level(@Nullable String now) {
    level = now;
  }

  @CacheResult(prefix = "template", entity = "#examId", key = "'bytes'")
  Mono<byte[]> bytes(String examId) {
    loads.incrementAndGet();
    return Mono.just(new byte[] {1, 2, 3});
  }

  @CacheResult(prefix = "query", tags = "level:{level}")
  Mono<List<String>> names(String level) {
    loads.incrementAndGet();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      names.add("name " + i);
    }
    return Mono.just(names);
  }

  @InvalidateCache("exam:{examId}:*")
  Mono<String> rename(String examId, String name) {
    return Mono.fromSupplier(
        () -> {
          named(name);
          return name;
        });
  }

  @InvalidateCache("exam:{examId}:*")
  Mono<String> renameInVain(String examId) {
    return Mono.error(new IllegalStateException("no"));
  }

  @InvalidateCache({"exam:{result.id}:*", "dashboard:*"})
  Mono<Exam> create() {
    return Mono.just(new Exam("new id", "New", List.of()));
  }

  @InvalidateCache(value = "curriculum:*", tags = "level:{to}")
  void setLevel(@Nullable String to) {
    level = to;
  }

  Mono<Exam> findWithin(String examId) {
    return find(examId);
  }
}
