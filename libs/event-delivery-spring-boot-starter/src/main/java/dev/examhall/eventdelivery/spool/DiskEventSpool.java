package dev.examhall.eventdelivery.spool;

import dev.examhall.eventdelivery.EventDeliveryMetric;
import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.TraceParent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The spool: a bounded queue in memory, one thread that writes it to disk, one thread that brings
 * what is on disk to Kafka.
 */
public final class DiskEventSpool implements EventSpool, SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DiskEventSpool.class);

  /** Below the web server and the listeners: it starts before them and stops after them. */
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 10_000;

  private static final int WRITE_BATCH = 256;

  /** What comes within this after a write is written at once: no thread is woken for each event. */
  private static final Duration GATHERING = Duration.ofMillis(1);

  private static final long SYNC_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path directory;
  private final EventDeliveryProperties.Spool settings;
  private final EventEncoder encoder;
  private final EventPublisher publisher;
  private final MeterRegistry meters;
  private final BlockingQueue<Offered> queue;
  private final AtomicLong droppedSinceLog = new AtomicLong();
  private final AtomicLong lastDropLog = new AtomicLong(System.nanoTime() - LOG_INTERVAL_NANOS);

  private volatile boolean accepting = true;
  private volatile @Nullable Running running;

  private record Offered(OutgoingEvent event, @Nullable String traceparent) {}

  private record Running(SpoolStore store, Thread writer, SpoolDrain drain, Thread drainer) {}

  /**
   * @param directory of this process alone
   */
  public DiskEventSpool(
      Path directory,
      EventDeliveryProperties.Spool settings,
      EventEncoder encoder,
      EventPublisher publisher,
      MeterRegistry meters) {
    this.directory = directory;
    this.settings = settings;
    this.encoder = encoder;
    this.publisher = publisher;
    this.meters = meters;
    this.queue = new ArrayBlockingQueue<>(settings.queue());
    Gauge.builder(EventDeliveryMetric.SPOOL_PENDING.id(), this, DiskEventSpool::pendingBytes)
        .baseUnit("bytes")
        .register(meters);
  }

  @Override
  public void offer(OutgoingEvent event) {
    if (!accepting) {
      dropped("stopped", 1);
    } else if (!queue.offer(new Offered(event, TraceParent.current()))) {
      dropped("queue-full", 1);
    }
  }

  /** Bytes on disk that Kafka does not have yet. */
  public long pendingBytes() {
    Running now = running;
    return now == null ? 0 : now.store().pending();
  }

  @Override
  public void start() {
    if (running != null) {
      return;
    }
    SpoolStore store;
    try {
      store =
          SpoolStore.open(
              directory, settings.capacity().toBytes(), settings.segmentSize().toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the spool cannot be opened in " + directory, e);
    }
    SpoolDrain drain = new SpoolDrain(store, publisher, meters);
    Thread drainer = Thread.ofPlatform().name("event-spool-drain").daemon().unstarted(drain);
    Thread writer =
        Thread.ofPlatform()
            .name("event-spool-writer")
            .daemon()
            .unstarted(() -> writeLoop(store, drain));
    accepting = true;
    running = new Running(store, writer, drain, drainer);
    writer.start();
    drainer.start();
  }

  private void writeLoop(SpoolStore store, SpoolDrain drain) {
    List<Offered> batch = new ArrayList<>(WRITE_BATCH);
    long lastSync = System.nanoTime();
    while (accepting || !queue.isEmpty()) {
      try {
        Offered first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, WRITE_BATCH - 1);
          boolean all = batch.size() < WRITE_BATCH;
          write(store, batch);
          batch.clear();
          drain.wake();
          if (all && accepting) {
            LockSupport.parkNanos(GATHERING.toNanos());
          }
        }
        if (System.nanoTime() - lastSync > SYNC_INTERVAL_NANOS) {
          lastSync = System.nanoTime();
          store.sync();
        }
      } catch (InterruptedException e) {
        return;
      } catch (IOException | RuntimeException e) {
        log.warn("The spool could not be written", e);
        batch.clear();
      }
    }
  }

  private void write(SpoolStore store, List<Offered> batch) {
    List<byte[]> payloads = new ArrayList<>(batch.size());
    for (Offered offered : batch) {
      try {
        payloads.add(EventCodec.write(encoder.encode(offered.event(), offered.traceparent())));
      } catch (IOException | RuntimeException e) {
        log.warn("An event of type {} cannot be written", offered.event().type(), e);
        dropped("not-encodable", 1);
      }
    }
    try {
      int appended = store.append(payloads);
      if (appended < payloads.size()) {
        dropped("spool-full", payloads.size() - appended);
      }
    } catch (IOException e) {
      log.warn("{} events could not be written to disk", payloads.size(), e);
      dropped("disk", payloads.size());
    }
  }

  private void dropped(String reason, int count) {
    meters.counter(EventDeliveryMetric.SPOOL_DROPPED.id(), "reason", reason).increment(count);
    long dropped = droppedSinceLog.addAndGet(count);
    long last = lastDropLog.get();
    long now = System.nanoTime();
    if (now - last > LOG_INTERVAL_NANOS && lastDropLog.compareAndSet(last, now)) {
      droppedSinceLog.addAndGet(-dropped);
      log.warn("{} events were dropped, the last one because of {}", dropped, reason);
    }
  }

  @Override
  public void stop() {
    Running now = running;
    if (now == null) {
      return;
    }
    accepting = false;
    try {
      now.writer().join(TimeUnit.SECONDS.toMillis(2));
      now.drain().finish(settings.shutdownDrain());
      now.drainer().join(settings.shutdownDrain().toMillis());
      now.drainer().interrupt();
      now.drainer().join(TimeUnit.SECONDS.toMillis(1));
      if (!now.store().isEmpty()) {
        log.info(
            "{} bytes of events stay in {} for the next start", now.store().pending(), directory);
      }
      now.store().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      log.warn("The spool could not be closed", e);
    } finally {
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
