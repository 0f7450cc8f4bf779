package dev.examhall.observability.activity;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.observability.errors.ErrorReports;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.temporal.TemporalAccessor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotationUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Tells of methods that carry {@link LogActivity}. */
final class LogActivityInterceptor implements MethodInterceptor {

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|passwd|secret|token|cookie|credential|key).*");
  private static final int LONGEST = 200;

  private final ActivityLog log;

  LogActivityInterceptor(ActivityLog log) {
    this.log = log;
  }

  @Override
  @SuppressWarnings("NullAway") // AOP Alliance says nothing about null, which is a result here
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    Run run = new Run(call);
    Object result;
    try {
      result = call.proceed();
    } catch (Throwable failure) {
      run.ended("error");
      throw failure;
    }
    if (result instanceof Mono<?> mono) {
      return Mono.defer(
          () -> {
            Run each = new Run(call);
            return mono.doFinally(signal -> each.ended(outcome(signal)));
          });
    }
    if (result instanceof Flux<?> flux) {
      return Flux.defer(
          () -> {
            Run each = new Run(call);
            return flux.doFinally(signal -> each.ended(outcome(signal)));
          });
    }
    run.ended("success");
    return result;
  }

  private static String outcome(SignalType signal) {
    return switch (signal) {
      case ON_ERROR -> "error";
      case CANCEL -> "cancelled";
      default -> "success";
    };
  }

  private final class Run {

    private final MethodInvocation call;
    private final long start = System.nanoTime();

    Run(MethodInvocation call) {
      this.call = call;
    }

    void ended(String outcome) {
      Class<?> type =
          call.getThis() == null
              ? call.getMethod().getDeclaringClass()
              : AopUtils.getTargetClass(call.getThis());
      Method method = AopUtils.getMostSpecificMethod(call.getMethod(), type);
      LogActivity wanted = AnnotationUtils.findAnnotation(method, LogActivity.class);
      if (wanted == null) {
        return;
      }
      String name = type.getSimpleName() + "." + method.getName();
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      Map<String, Object> details = new LinkedHashMap<>();
      details.put("method", name);
      details.put("outcome", outcome);
      details.put("milliseconds", millis);
      if (wanted.arguments()) {
        details.put("arguments", arguments(method, call.getArguments()));
      }
      log.systemEvent(
          wanted.value(),
          outcome.equals("error") && wanted.level() == Severity.INFO
              ? Severity.WARNING
              : wanted.level(),
          "%s took %d ms (%s)".formatted(name, millis, outcome),
          details);
    }
  }

  private static Map<String, Object> arguments(Method method, @Nullable Object[] values) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getName();
      arguments.put(name, SECRET.matcher(name).matches() ? "***" : told(values[i]));
    }
    return arguments;
  }

  private static Object told(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    return switch (value) {
      case Number number -> number;
      case Boolean choice -> choice;
      case CharSequence text -> cut(ErrorReports.withoutSecrets(text.toString()));
      case Enum<?> choice -> choice.name();
      case UUID id -> id.toString();
      case TemporalAccessor time -> time.toString();
      default -> value.getClass().getSimpleName();
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
