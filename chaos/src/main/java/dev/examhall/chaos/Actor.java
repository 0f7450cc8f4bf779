package dev.examhall.chaos;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Somebody who does something over and over on a thread of his own, until told to stop. */
abstract class Actor {

  private final String name;
  private final long everyMillis;
  private volatile boolean going = true;
  private final Thread thread;

  Actor(String name, long everyMillis) {
    this.name = name;
    this.everyMillis = everyMillis;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::act);
  }

  abstract void once() throws InterruptedException;

  final String name() {
    return name;
  }

  final boolean going() {
    return going;
  }

  final void start() {
    thread.start();
  }

  final void stop() {
    going = false;
  }

  final void join() throws InterruptedException {
    thread.join(java.time.Duration.ofMinutes(2));
    if (thread.isAlive()) {
      throw new IllegalStateException(name + " does not end");
    }
  }

  private void act() {
    try {
      while (going) {
        once();
        TimeUnit.MILLISECONDS.sleep(
            ThreadLocalRandom.current().nextLong(everyMillis / 2, everyMillis * 3 / 2 + 1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
