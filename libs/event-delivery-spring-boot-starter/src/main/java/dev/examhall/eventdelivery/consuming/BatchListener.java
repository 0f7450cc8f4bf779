package dev.examhall.eventdelivery.consuming;

import dev.examhall.eventdelivery.EventHandler;
import dev.examhall.eventdelivery.EventRefusedException;
import dev.examhall.eventdelivery.IncomingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.BatchMessageListener;

/**
 * Decodes a batch, puts aside what cannot be read or handled, and waits for the handler: on the
 * consumer's own thread, whose only work this is. When it returns, the offsets are committed; when
 * it throws, the batch comes again.
 */
final class BatchListener<T> implements BatchMessageListener<String, byte[]> {

  private final EventDecoder<T> decoder;
  private final EventHandler<T> handler;
  private final Aside aside;
  private final Duration handlingTimeout;

  /** What becomes of records that cannot be read, and of events that the handler refuses. */
  interface Aside {
    CompletableFuture<Void> put(
        ConsumerRecord<String, byte[]> record, String reason, String detail);
  }

  BatchListener(
      EventDecoder<T> decoder, EventHandler<T> handler, Aside aside, Duration handlingTimeout) {
    this.decoder = decoder;
    this.handler = handler;
    this.aside = aside;
    this.handlingTimeout = handlingTimeout;
  }

  @Override
  public void onMessage(List<ConsumerRecord<String, byte[]>> records) {
    List<Decoded.Event<T>> events = new ArrayList<>(records.size());
    for (ConsumerRecord<String, byte[]> record : records) {
      switch (decoder.decode(record)) {
        case Decoded.Event<T> event -> events.add(event);
        case Decoded.Unreadable<T> unreadable ->
            await(aside.put(record, unreadable.reason(), unreadable.detail()));
      }
    }
    handle(events);
  }

  private void handle(List<Decoded.Event<T>> events) {
    List<Decoded.Event<T>> rest = new ArrayList<>(events);
    while (!rest.isEmpty()) {
      try {
        await(handler.handle(rest.stream().map(Decoded.Event::event).toList()).toFuture());
        return;
      } catch (EventRefusedException e) {
        Decoded.Event<T> refused = refused(rest, e);
        await(aside.put(refused.record(), e.reason(), "refused by its handler"));
        rest.remove(refused);
      }
    }
  }

  private static <T> Decoded.Event<T> refused(
      List<Decoded.Event<T>> events, EventRefusedException refusal) {
    IncomingEvent.Position position = refusal.event().position();
    return events.stream()
        .filter(event -> event.event().position().equals(position))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("an event of no batch was refused", refusal));
  }

  private void await(CompletableFuture<Void> done) {
    try {
      done.get(handlingTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new KafkaException("events could not be handled", e.getCause());
    } catch (TimeoutException e) {
      done.cancel(true);
      throw new KafkaException("events were not handled within " + handlingTimeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while events were handled", e);
    }
  }
}
