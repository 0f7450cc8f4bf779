package dev.examhall.observability.defaults;

import dev.examhall.observability.tracing.AgentAttached;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Adds {@code examhall-defaults.properties} with the lowest precedence: whatever a service
 * configures itself wins.
 */
public final class CommonDefaults implements EnvironmentPostProcessor {

  private static final String CONTEXT_PROPAGATION = "spring.reactor.context-propagation";

  /** They become spans and nothing else: without traces nobody listens to them. */
  private static final String OWN_OBSERVATIONS = "management.observations.enable.examhall";

  /** Read by Reactor Netty when the first server or client is made. */
  static final String EVENT_LOOPS = "reactor.netty.ioWorkerCount";

  private static final String FILE = "examhall-defaults.properties";

  /**
   * Thread locals follow through every operator of Reactor only where there are traces to follow:
   * it costs two fifths of the CPU of a request that reads from the database.
   */
  private static String contextPropagation() {
    return AgentAttached.toThisProcess() ? "auto" : "limited";
  }

  /**
   * As many event loops as processors, where Reactor Netty would have four at least: on two
   * processors these only take turns. Two at least, so that one that is held up is not all.
   */
  private static void chooseEventLoops() {
    if (System.getProperty(EVENT_LOOPS) == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(EVENT_LOOPS, String.valueOf(Math.max(2, processors)));
    }
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    chooseEventLoops();
    try {
      environment
          .getPropertySources()
          .addLast(
              new ResourcePropertySource(
                  "examhallDefaults",
                  new ClassPathResource(FILE, CommonDefaults.class.getClassLoader())));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " is not in the jar", e);
    }
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "examhallTracingDefaults",
                Map.of(
                    CONTEXT_PROPAGATION,
                    contextPropagation(),
                    OWN_OBSERVATIONS,
                    AgentAttached.toThisProcess())));
  }
}
