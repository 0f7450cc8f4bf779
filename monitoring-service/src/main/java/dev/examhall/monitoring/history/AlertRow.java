package dev.examhall.monitoring.history;

import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Severity;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table alert. */
final class AlertRow {

  private AlertRow() {}

  static Alert alert(Readable row) {
    return new Alert(
        value(row, "id", UUID.class),
        value(row, "key", String.class),
        value(row, "rule", String.class),
        value(row, "subject", String.class),
        Severity.valueOf(value(row, "severity", String.class)),
        value(row, "summary", String.class),
        List.of(value(row, "dependants", String[].class)),
        time(row, "since"),
        time(row, "raised_at"),
        time(row, "last_notice"),
        null,
        0,
        timeOrNull(row, "ended_at"),
        Set.of(value(row, "receivers", String[].class)));
  }

  static <T> T value(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }

  static Instant time(Readable row, String column) {
    return value(row, column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant timeOrNull(Readable row, String column) {
    OffsetDateTime time = row.get(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
