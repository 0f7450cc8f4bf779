package dev.examhall.observability.measure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.r2dbc.proxy.core.QueryExecutionInfo;
import io.r2dbc.proxy.listener.ProxyExecutionListener;
import java.util.EnumMap;
import java.util.Map;
import reactor.util.context.ContextView;

/**
 * Measures every statement by its type, and counts it for the operation in whose subscription it
 * runs.
 */
final class QueryListener implements ProxyExecutionListener {

  /** OpenTelemetry's name for it. */
  static final String TIMER = "db.client.operation.duration";

  private final Map<StatementType, Timer> succeeded = new EnumMap<>(StatementType.class);
  private final Map<StatementType, Timer> failed = new EnumMap<>(StatementType.class);

  QueryListener(MeterRegistry meters) {
    for (StatementType type : StatementType.values()) {
      succeeded.put(type, timer(meters, type, "success"));
      failed.put(type, timer(meters, type, "error"));
    }
  }

  private static Timer timer(MeterRegistry meters, StatementType type, String outcome) {
    return Timer.builder(TIMER)
        .description("Time from a statement's execution to its last row")
        .tag("db.system.name", "postgresql")
        .tag("db.operation.name", type.name())
        .tag("outcome", outcome)
        .register(meters);
  }

  @Override
  public void afterQuery(QueryExecutionInfo execution) {
    if (execution.getQueries().isEmpty()) {
      return;
    }
    String statement = execution.getQueries().getFirst().getQuery();
    Map<StatementType, Timer> timers = execution.isSuccess() ? succeeded : failed;
    Timer timer = timers.get(StatementType.of(statement));
    if (timer != null) {
      timer.record(execution.getExecuteDuration());
    }
    ContextView context = execution.getValueStore().get(ContextView.class, ContextView.class);
    if (context != null && context.hasKey(QueryCount.class)) {
      context.<QueryCount>get(QueryCount.class).add(statement);
    }
  }
}
