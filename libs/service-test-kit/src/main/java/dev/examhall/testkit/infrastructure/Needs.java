package dev.examhall.testkit.infrastructure;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Which servers a test class asks for, itself or through the classes around it. */
record Needs(@Nullable String database, boolean redis, boolean kafka) {

  static Needs of(Class<?> testClass) {
    return new Needs(
        find(testClass, WithPostgres.class).map(WithPostgres::value).orElse(null),
        find(testClass, WithRedis.class).isPresent(),
        find(testClass, WithKafka.class).isPresent());
  }

  private static <A extends Annotation> Optional<A> find(Class<?> testClass, Class<A> type) {
    return Optional.ofNullable(TestContextAnnotationUtils.findMergedAnnotation(testClass, type));
  }

  /** Returns when all of them answer; they start side by side. */
  void start() {
    List<CompletableFuture<?>> starts = new ArrayList<>();
    String name = database;
    if (name != null) {
      starts.add(CompletableFuture.runAsync(() -> TestInfrastructure.database(name)));
    }
    if (redis) {
      starts.add(CompletableFuture.runAsync(TestInfrastructure::redis));
    }
    if (kafka) {
      starts.add(CompletableFuture.runAsync(TestInfrastructure::kafka));
    }
    CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
  }
}
