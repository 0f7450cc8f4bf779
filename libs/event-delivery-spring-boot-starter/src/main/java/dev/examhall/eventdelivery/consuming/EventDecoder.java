package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.IncomingEvent;
import dev.examhall.eventdelivery.publishing.TraceParent;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads CloudEvents. Records come from Kafka as bare bytes, so that nothing can fail, or turn into
 * a silent null, before it gets here.
 */
final class EventDecoder<T> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String type;
  private final Class<T> data;

  EventDecoder(String type, Class<T> data) {
    this.type = type;
    this.data = data;
  }

  Decoded<T> decode(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return new Decoded.Unreadable<>(record, "empty", "the record has no body");
    }
    CloudEvent envelope;
    try {
      envelope = KafkaMessageFactory.createReader(record).toEvent();
    } catch (CloudEventRWException | IllegalStateException | IllegalArgumentException e) {
      return new Decoded.Unreadable<>(record, "not-a-cloud-event", String.valueOf(e.getMessage()));
    }
    if (!type.equals(envelope.getType())) {
      return new Decoded.Unreadable<>(
          record, "unknown-type", "expected %s, got %s".formatted(type, envelope.getType()));
    }
    return decode(record, envelope);
  }

  private Decoded<T> decode(ConsumerRecord<String, byte[]> record, CloudEvent envelope) {
    CloudEventData body = envelope.getData();
    if (body == null || body.toBytes().length == 0) {
      return new Decoded.Unreadable<>(record, "empty", "the event has no data");
    }
    T value;
    try {
      value = JSON.readValue(body.toBytes(), data);
    } catch (JacksonException e) {
      return new Decoded.Unreadable<>(record, "undecodable", e.getOriginalMessage());
    }
    if (value == null) {
      return new Decoded.Unreadable<>(record, "empty", "the event's data is null");
    }
    String missing = value instanceof Record read ? RequiredComponents.firstMissing(read) : null;
    if (missing != null) {
      return new Decoded.Unreadable<>(record, "incomplete", missing + " is missing");
    }
    return new Decoded.Event<>(record, event(record, envelope, value));
  }

  private IncomingEvent<T> event(
      ConsumerRecord<String, byte[]> record, CloudEvent envelope, T value) {
    OffsetDateTime time = envelope.getTime();
    return new IncomingEvent<>(
        envelope.getId(),
        envelope.getSource().toString(),
        envelope.getType(),
        time == null ? null : time.toInstant(),
        record.key() == null ? "" : record.key(),
        value,
        header(record, TraceParent.HEADER),
        position(record));
  }

  static IncomingEvent.Position position(ConsumerRecord<?, ?> record) {
    return new IncomingEvent.Position(record.topic(), record.partition(), record.offset());
  }

  private static @Nullable String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }
}
