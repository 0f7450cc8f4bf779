package dev.examhall.examrender;

import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.WithPostgres;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The whole service on a free port with a real PostgreSQL, signed tokens, a stub of asset-service
 * and a clock that can be moved. Redis, Kafka and the other services are at addresses where nobody
 * answers.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@WithPostgres("exam_render")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.Surroundings.class)
@Import(RunningService.Support.class)
public @interface RunningService {

  /** Shared by all tests of the JVM, as the Spring context is. */
  final class Surroundings
      implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    static final TestIdentity IDENTITY = TestIdentity.start();
    static final StubAssetService ASSETS = new StubAssetService();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
      Map<String, Object> properties = new HashMap<>(IDENTITY.properties());
      properties.put("examhall.media.url", ASSETS.url());
      properties.put("examhall.page-assets.url", ASSETS.url());
      // tests settle sessions themselves, when they have moved the clock
      properties.put("examhall.session.sweep-every", "1h");
      properties.put("examhall.regrade.sweep-every", "1s");
      if (!context.getEnvironment().containsProperty("examhall.regrade.step")) {
        properties.put("examhall.regrade.step", "2"); // so that few sessions are several steps
      }
      context
          .getEnvironment()
          .getPropertySources()
          .addFirst(new MapPropertySource("surroundings", properties));
    }
  }

  /** Counts the requests that come to the framework's filters. */
  final class FilteredRequests implements WebFilter {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
      count.incrementAndGet();
      return chain.filter(exchange);
    }

    public int count() {
      return count.get();
    }
  }

  /** What tests take from the context. */
  @TestConfiguration
  class Support {
    @Bean
    @Primary
    MovableClock movableClock() {
      return new MovableClock();
    }

    @Bean
    FilteredRequests filteredRequests() {
      return new FilteredRequests();
    }
  }
}
