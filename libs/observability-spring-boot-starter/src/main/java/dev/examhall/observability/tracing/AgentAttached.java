package dev.examhall.observability.tracing;

import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether this JVM was started with the OpenTelemetry Java agent. */
public final class AgentAttached extends SpringBootCondition {

  private static final String AGENT = "io/opentelemetry/javaagent/OpenTelemetryAgent.class";

  /** Whether it was. */
  public static boolean toThisProcess() {
    // The JVM adds an agent's jar to the system class path.
    return ClassLoader.getSystemClassLoader().getResource(AGENT) != null;
  }

  @Override
  public ConditionOutcome getMatchOutcome(
      ConditionContext context, AnnotatedTypeMetadata metadata) {
    return toThisProcess()
        ? ConditionOutcome.match("the OpenTelemetry agent is attached")
        : ConditionOutcome.noMatch("no OpenTelemetry agent");
  }
}
