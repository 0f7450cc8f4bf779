package dev.examhall.eventdelivery;

/**
 * A service that declares a bean of this type gets the events. Records that are no CloudEvents, of
 * another type or unreadable go to {@code <topic>.dlq} with the reason, and the rest goes on.
 *
 * @param type the one CloudEvents type that is understood
 * @param data the record that bodies are read into
 */
public record EventSubscription<T>(
    String topic, String type, Class<T> data, Delivery delivery, EventHandler<T> handler) {

  /** Who gets an event when a service has several instances. */
  public sealed interface Delivery {

    /**
     * One instance of the service gets it, from the oldest event that was not handled yet.
     *
     * @param purpose the consumer group is {@code <service-id>.<purpose>}
     * @param concurrency consumers in this instance
     */
    record OneInstance(String purpose, int concurrency) implements Delivery {}

    /** Every instance gets it, from now on; nothing is committed, nothing goes to dead letters. */
    record EveryInstance() implements Delivery {}
  }

  /** The instances share the events: group {@code <service-id>.<purpose>}. */
  public static <T> EventSubscription<T> shared(
      String purpose, String topic, String type, Class<T> data, EventHandler<T> handler) {
    return new EventSubscription<>(
        topic, type, data, new Delivery.OneInstance(purpose, 1), handler);
  }

  /** Every instance sees every event that comes from now on. */
  public static <T> EventSubscription<T> broadcast(
      String topic, String type, Class<T> data, EventHandler<T> handler) {
    return new EventSubscription<>(topic, type, data, new Delivery.EveryInstance(), handler);
  }
}
