package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.publishing.EncodedEvent;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Appends rows; a trigger of the table wakes the relay at commit. */
final class DatabaseOutbox implements Outbox {

  private static final String INSERT =
      """
      INSERT INTO outbox (id, occurred_at, topic, key, type, traceparent, body)
      VALUES (:id, :occurredAt, :topic, :key, :type, :traceparent, :body)
      """;

  private final DatabaseClient database;
  private final EventEncoder encoder;

  DatabaseOutbox(DatabaseClient database, EventEncoder encoder) {
    this.database = database;
    this.encoder = encoder;
  }

  @Override
  public Mono<Void> append(OutgoingEvent event) {
    return Mono.defer(() -> insert(encoder.encode(event, TraceParent.current())));
  }

  private Mono<Void> insert(EncodedEvent event) {
    var statement =
        database
            .sql(INSERT)
            .bind("id", event.id())
            .bind("occurredAt", event.time().atOffset(ZoneOffset.UTC))
            .bind("topic", event.topic())
            .bind("key", event.key())
            .bind("type", event.type())
            .bind("body", new String(event.body(), StandardCharsets.UTF_8));
    statement =
        event.traceparent() == null
            ? statement.bindNull("traceparent", String.class)
            : statement.bind("traceparent", event.traceparent());
    return statement.then();
  }
}
