package dev.examhall.endtoend;

import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the suite once for all test classes of this run and ends it after the last one; opens one
 * browser for each thread that runs tests, and a new device in it for each test that asks for one.
 */
final class SuiteExtension implements BeforeAllCallback, ParameterResolver {

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SuiteExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    suite(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == RunningSuite.class
        || type == AnswerKey.class
        || type == Browser.Visitor.class
        || type == Teacher.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (type == RunningSuite.class) {
      return suite(context);
    }
    if (type == AnswerKey.class) {
      return AnswerKey.ofDemo(suite(context).checkout());
    }
    if (type == Teacher.class) {
      return teacher(context);
    }
    // closed when the test is over
    return kept(context, Browser.Visitor.class, test -> browser(context).visitor());
  }

  private static RunningSuite suite(ExtensionContext context) {
    return kept(context.getRoot(), RunningSuite.class, type -> RunningSuite.start());
  }

  private static Browser browser(ExtensionContext context) {
    RunningSuite suite = suite(context);
    return kept(context.getRoot(), perThread(Browser.class), key -> new Browser(suite));
  }

  private static Teacher teacher(ExtensionContext context) {
    Browser browser = browser(context);
    RunningSuite suite = suite(context);
    return kept(
        context.getRoot(), perThread(Teacher.class), key -> new Teacher(browser.visitor(), suite));
  }

  /** Playwright may only be used by the thread that made it. */
  private static PerThread perThread(Class<?> type) {
    return new PerThread(type, Thread.currentThread().threadId());
  }

  private record PerThread(Class<?> type, long thread) {}

  @SuppressWarnings("unchecked")
  private static <K, V> V kept(ExtensionContext where, K key, Function<K, V> make) {
    return (V) where.getStore(NAMESPACE).computeIfAbsent(key, make);
  }
}
