package dev.examhall.observability.health;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Whether Kafka answers. Without it nobody's request fails: events wait in the outbox and on disk.
 * So its absence degrades a service and does not take it down.
 */
final class KafkaHealthIndicator implements ReactiveHealthIndicator, DisposableBean {

  private final Supplier<Admin> admins;
  private final Duration timeout;
  private final ReentrantLock creation = new ReentrantLock();
  private @Nullable Admin admin;

  KafkaHealthIndicator(Supplier<Admin> admins, Duration timeout) {
    this.admins = admins;
    this.timeout = timeout;
  }

  @Override
  public Mono<Health> health() {
    return Mono.fromCallable(this::admin)
        // Making the client resolves names.
        .subscribeOn(Schedulers.boundedElastic())
        .flatMap(
            client ->
                Mono.fromCompletionStage(
                    () ->
                        client
                            .describeCluster(
                                new DescribeClusterOptions().timeoutMs((int) timeout.toMillis()))
                            .nodes()
                            .toCompletionStage()
                            // as a value: it may come when nobody waits for it any more
                            .handle(
                                (nodes, failure) ->
                                    failure == null
                                        ? HealthStatus.health(
                                            Status.UP, nodes.size() + " broker(s)")
                                        : noAnswer())))
        // The client's own time-out is checked at its leisure.
        .timeout(timeout.plusMillis(500))
        .onErrorResume(failure -> Mono.just(noAnswer()));
  }

  private static Health noAnswer() {
    return HealthStatus.health(
        HealthStatus.DEGRADED, "Kafka does not answer: events wait on disk and in the outbox");
  }

  private Admin admin() {
    creation.lock();
    try {
      if (admin == null) {
        admin = admins.get();
      }
      return admin;
    } finally {
      creation.unlock();
    }
  }

  @Override
  public void destroy() {
    creation.lock();
    try {
      if (admin != null) {
        admin.close(Duration.ZERO);
      }
    } finally {
      creation.unlock();
    }
  }
}
