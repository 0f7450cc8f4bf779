package dev.examhall.events.monitoring.v1;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Something happened to an alert. Its key on Kafka is {@code key}.
 *
 * @param id of the alert, from its beginning to its end
 * @param change RAISED, ESCALATED, REMINDED, RESOLVED, ABSORBED, SILENCED, or REPORTED of what does
 *     not last
 * @param key the same for the same problem over all times, such as {@code state/database}
 * @param severity WARNING or CRITICAL
 * @param subject service or infrastructure, such as {@code database}
 * @param dependants what suffers from it, each as {@code id (STATE)}
 * @param since when it began
 */
public record AlertChanged(
    UUID id,
    String change,
    String key,
    String severity,
    String subject,
    String summary,
    List<String> dependants,
    Instant since,
    Instant at) {

  public static final String TOPIC = "examhall.alert-changed.v1";
  public static final String TYPE = "dev.examhall.alert-changed.v1";

  public AlertChanged {
    dependants = List.copyOf(dependants);
  }
}
