package dev.examhall.cacheclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.identity.ServiceTokens;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Each of these would silently do nothing, or something else, if the start did not fail. */
class InvalidAnnotationsTest {

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withUserConfiguration(Application.class)
          .withPropertyValues(
              "spring.application.name=exam-render-service",
              "examhall.identity.internal-secret=" + "A".repeat(64),
              "examhall.cache-client.url=http://127.0.0.1:1",
              "examhall.cache-client.invalidations.listen=false");

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    AopAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    CacheClientAutoConfiguration.class
  })
  static class Application {
    @Bean
    ServiceTokens serviceTokens() {
      return TestTokens.any();
    }
  }

  static class UnknownPrefix {
    @CacheResult(prefix = "exams")
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class UnknownParameter {
    @CacheResult(prefix = "exam", entity = "#examID")
    Mono<String> broken(String examId) {
      return Mono.just(examId);
    }
  }

  static class NoSpel {
    @CacheResult(prefix = "exam", key = "#examId +")
    Mono<String> broken(String examId) {
      return Mono.just(examId);
    }
  }

  static class BadTtl {
    @CacheResult(prefix = "exam", ttl = "1h")
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class NoTime {
    @CacheResult(prefix = "exam", ttl = "PT0S")
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class NothingReturned {
    @CacheResult(prefix = "exam")
    Mono<Void> broken() {
      return Mono.empty();
    }
  }

  static class UnknownType {
    @CacheResult(prefix = "exam")
    <T> Mono<T> broken() {
      return Mono.empty();
    }
  }

  static class OtherPublisher {
    @CacheResult(prefix = "exam")
    CompletableFuture<String> broken() {
      return CompletableFuture.completedFuture("");
    }
  }

  static class UnkeyableParameter {
    @CacheResult(prefix = "exam")
    Mono<String> broken(ServerWebExchange exchange) {
      return Mono.just(exchange.getLogPrefix());
    }
  }

  static class FinalMethod {
    @CacheResult(prefix = "exam")
    final Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class PrivateMethod {
    @CacheResult(prefix = "exam")
    private Mono<String> broken() {
      return Mono.empty();
    }

    Mono<String> use() {
      return broken();
    }
  }

  static final class FinalClass {
    @CacheResult(prefix = "exam")
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class PatternWithoutPrefix {
    @InvalidateCache("{examId}:*")
    Mono<String> broken(String examId) {
      return Mono.just(examId);
    }
  }

  static class PatternOfUnknownPrefix {
    @InvalidateCache("exams:*")
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  static class PatternOfUnknownParameter {
    @InvalidateCache("exam:{id}:*")
    Mono<String> broken(String examId) {
      return Mono.just(examId);
    }
  }

  static class OpenBrace {
    @InvalidateCache("exam:{examId:*")
    Mono<String> broken(String examId) {
      return Mono.just(examId);
    }
  }

  static class ResultOfFlux {
    @InvalidateCache("exam:{result}:*")
    Flux<String> broken() {
      return Flux.empty();
    }
  }

  static class NoPattern {
    @InvalidateCache
    Mono<String> broken() {
      return Mono.empty();
    }
  }

  @Test
  void stopTheStartAndNameTheMethod() {
    refused(new UnknownPrefix(), "\"exams\" is not configured");
    refused(new UnknownParameter(), "names #examID");
    refused(new NoSpel(), "is no SpEL");
    refused(new BadTtl(), "no ISO-8601 duration");
    refused(new NoTime(), "is no time");
    refused(new NothingReturned(), "returns nothing");
    refused(new UnknownType(), "type is not known");
    refused(new OtherPublisher(), "a Mono, a Flux or a value");
    refused(new UnkeyableParameter(), "identifies nothing");
    refused(new FinalMethod(), "private, static or final");
    refused(new PrivateMethod(), "private, static or final");
    refused(new FinalClass(), "final class");
    refused(new PatternWithoutPrefix(), "does not begin with a prefix");
    refused(new PatternOfUnknownPrefix(), "\"exams\" is not configured");
    refused(new PatternOfUnknownParameter(), "names #id");
    refused(new OpenBrace(), "no closing brace");
    refused(new ResultOfFlux(), "names #result");
    refused(new NoPattern(), "neither patterns nor tags");
  }

  @Test
  void nearCopiesLiveTenSecondsAtMost() {
    application
        .withPropertyValues("examhall.cache-client.near.time-to-live=11s")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("examhall.cache-client.near.time-to-live"));
  }

  @SuppressWarnings("unchecked")
  private void refused(Object bean, String reason) {
    application
        .withBean((Class<Object>) bean.getClass(), () -> bean)
        .run(
            context -> {
              Throwable failure = context.getStartupFailure();
              while (failure != null && !(failure instanceof InvalidCacheAnnotationException)) {
                failure = failure.getCause();
              }
              assertThat(failure).as(bean.getClass().getSimpleName()).isNotNull();
              assertThat(failure)
                  .hasMessageContaining(bean.getClass().getSimpleName())
                  .hasMessageContaining("broken(")
                  .hasMessageContaining(reason);
            });
  }
}
