package dev.examhall.eventdelivery;

/** One event that can never be handled, however often it comes. */
public final class EventRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient IncomingEvent<?> event;

  /**
   * @param event the one to put aside, out of the batch that was handled
   * @param reason short and constant, such as {@code content-differs}: it becomes a metric's tag
   */
  public EventRefusedException(IncomingEvent<?> event, String reason) {
    super(reason);
    this.event = event;
  }

  public IncomingEvent<?> event() {
    return event;
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
