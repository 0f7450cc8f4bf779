package dev.examhall.cache;

import dev.examhall.testkit.identity.TestIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.reactive.server.WebTestClient;

/** Instances of the service in one JVM, each with a context and a Redis connection of its own. */
public final class Suite implements AutoCloseable {

  private final TestIdentity identity = TestIdentity.start();
  private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();
  private final String redisHost;
  private final int redisPort;
  private final String redisPassword;
  private final String kafka;
  private final String namespace = "suite-" + UUID.randomUUID() + ':';

  public Suite(String redisHost, int redisPort, String redisPassword, String kafka) {
    this.redisHost = redisHost;
    this.redisPort = redisPort;
    this.redisPassword = redisPassword;
    this.kafka = kafka;
  }

  /** An instance of cache-service. */
  public ConfigurableApplicationContext service(String... more) {
    return run(
        CacheApplication.class,
        List.of(
            "server.port=0",
            "server.address=127.0.0.1",
            "examhall.cache.redis.host=" + redisHost,
            "examhall.cache.redis.port=" + redisPort,
            "examhall.cache.redis.password=" + redisPassword,
            "examhall.cache.redis.namespace=" + namespace,
            "spring.autoconfigure.exclude=dev.examhall.cacheclient.CacheClientAutoConfiguration"),
        more);
  }

  /** A process that uses the cache. */
  public ConfigurableApplicationContext caller(
      Class<?> application, ConfigurableApplicationContext service, String... more) {
    return run(
        application,
        List.of(
            "spring.application.name=exam-render-service",
            "spring.main.web-application-type=none",
            "spring.config.location=optional:classpath:/none/",
            "examhall.cache-client.url=" + url(service)),
        more);
  }

  /** Where an instance listens. */
  public static String url(ConfigurableApplicationContext service) {
    return "http://127.0.0.1:" + ((WebServerApplicationContext) service).getWebServer().getPort();
  }

  /**
   * Asks an instance of cache-service as the gateway.
   *
   * @param patience how long it may take to answer
   */
  public WebTestClient client(ConfigurableApplicationContext service, Duration patience) {
    return WebTestClient.bindToServer()
        .baseUrl(url(service))
        .responseTimeout(patience)
        .defaultHeaders(
            headers -> headers.setBearerAuth(identity.service("gateway", "cache-service")))
        .build();
  }

  public TestIdentity identity() {
    return identity;
  }

  private ConfigurableApplicationContext run(
      Class<?> application, List<String> properties, String... more) {
    List<String> arguments = new ArrayList<>(properties);
    identity.properties().forEach((name, value) -> arguments.add(name + '=' + value));
    arguments.add("spring.kafka.bootstrap-servers=" + kafka);
    arguments.add("spring.main.banner-mode=off");
    arguments.addAll(List.of(more));
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(application)
            .run(arguments.stream().map(argument -> "--" + argument).toArray(String[]::new));
    contexts.add(context);
    return context;
  }

  @Override
  public void close() {
    contexts.reversed().forEach(ConfigurableApplicationContext::close);
    identity.close();
  }
}
