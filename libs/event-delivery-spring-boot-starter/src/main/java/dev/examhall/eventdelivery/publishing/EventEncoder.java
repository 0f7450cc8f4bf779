package dev.examhall.eventdelivery.publishing;

import dev.examhall.eventdelivery.OutgoingEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Makes events into bytes, the same way in every service whatever its own JSON settings are. */
public final class EventEncoder {

  private final JsonMapper json = JsonMapper.builder().build();

  /**
   * @throws IllegalArgumentException if the data cannot be written as JSON
   */
  public EncodedEvent encode(OutgoingEvent event, @Nullable String traceparent) {
    try {
      return new EncodedEvent(
          event.id(),
          event.time(),
          event.topic(),
          event.key(),
          event.type(),
          traceparent,
          json.writeValueAsBytes(event.data()));
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the data of a %s cannot be written as JSON".formatted(event.type()), e);
    }
  }
}
