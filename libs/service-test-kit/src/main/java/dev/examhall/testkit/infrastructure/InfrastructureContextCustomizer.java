package dev.examhall.testkit.infrastructure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Tells a Spring context under test where its servers are, by the names that the suite is
 * configured with. What the test did not ask for is at an address where nobody answers, so that a
 * test never talks to a suite that happens to run on the machine.
 */
record InfrastructureContextCustomizer(Needs needs) implements ContextCustomizer {

  private static final String INTERNAL_SECRET =
      (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");

  /** Nobody listens on the lowest port. */
  private static final String NOWHERE = "127.0.0.1:1";

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
    needs.start();
    Map<String, Object> defaults = new HashMap<>();
    defaults.put("EXAMHALL_INTERNAL_SECRET", INTERNAL_SECRET);
    defaults.put(
        "EXAMHALL_DATA_DIR", TestFolder.mine().emptied("data-" + UUID.randomUUID()).toString());
    for (String service :
        List.of("GATEWAY", "EXAM_RENDER", "CACHE", "MONITORING", "ACTIVITY_LOG", "ASSET")) {
      defaults.put("EXAMHALL_" + service + "_URL", "http://" + NOWHERE);
    }
    defaults.put("EXAMHALL_POSTGRES_HOST", "127.0.0.1");
    defaults.put("EXAMHALL_POSTGRES_PORT", "1");
    defaults.put("EXAMHALL_DATABASE_PASSWORD", "none");
    defaults.put("EXAMHALL_REDIS_HOST", "127.0.0.1");
    defaults.put("EXAMHALL_REDIS_PORT", "1");
    defaults.put("EXAMHALL_REDIS_PASSWORD", "none");
    defaults.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", NOWHERE);

    String name = needs.database();
    if (name != null) {
      TestDatabase database = TestInfrastructure.database(name);
      defaults.put("EXAMHALL_POSTGRES_HOST", database.host());
      defaults.put("EXAMHALL_POSTGRES_PORT", Integer.toString(database.port()));
      defaults.put("EXAMHALL_DATABASE_PASSWORD", database.password());
    }
    if (needs.redis()) {
      TestRedis redis = TestInfrastructure.redis();
      defaults.put("EXAMHALL_REDIS_HOST", redis.host());
      defaults.put("EXAMHALL_REDIS_PORT", Integer.toString(redis.port()));
      defaults.put("EXAMHALL_REDIS_PASSWORD", redis.password());
    }
    if (needs.kafka()) {
      defaults.put(
          "EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", TestInfrastructure.kafka().bootstrapServers());
    }
    MutablePropertySources sources = context.getEnvironment().getPropertySources();
    // Last: whatever a test sets itself wins.
    sources.addLast(new MapPropertySource("examhall-test-infrastructure", defaults));
  }

  /** Registered in {@code META-INF/spring.factories}. */
  static final class Factory implements ContextCustomizerFactory {

    @Override
    public ContextCustomizer createContextCustomizer(
        Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
      return new InfrastructureContextCustomizer(Needs.of(testClass));
    }
  }
}
