package dev.examhall.identity;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;

/** Has the gateway's keys read when the service starts. */
final class KeysAhead implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(KeysAhead.class);

  private final PeopleKeys keys;
  private @Nullable Disposable reading;

  KeysAhead(PeopleKeys keys) {
    this.keys = keys;
  }

  @Override
  public synchronized void start() {
    reading =
        keys.readAhead()
            .subscribe(
                nothing -> {},
                error -> log.warn("The gateway's keys are read when somebody needs them", error));
  }

  @Override
  public synchronized void stop() {
    if (reading != null) {
      reading.dispose();
      reading = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return reading != null;
  }
}
