package dev.examhall.testkit.infrastructure;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts what a test class asks for, all at once, and hands it to parameters. */
final class InfrastructureParameters implements BeforeAllCallback, ParameterResolver {

  @Override
  public void beforeAll(ExtensionContext context) {
    Needs.of(context.getRequiredTestClass()).start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestDatabase.class || type == TestRedis.class || type == TestKafka.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Needs needs = Needs.of(context.getRequiredTestClass());
    Class<?> type = parameter.getParameter().getType();
    if (type == TestDatabase.class && needs.database() != null) {
      return TestInfrastructure.database(needs.database());
    }
    if (type == TestRedis.class && needs.redis()) {
      return TestInfrastructure.redis();
    }
    if (type == TestKafka.class && needs.kafka()) {
      return TestInfrastructure.kafka();
    }
    throw new ParameterResolutionException(
        context.getRequiredTestClass().getName()
            + " takes a "
            + type.getSimpleName()
            + " without the annotation that asks for it");
  }
}
