package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.lock.SoleWorker;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;

/** The transactional outbox, in services that have PostgreSQL by R2DBC. */
@AutoConfiguration(after = {EventPublishingAutoConfiguration.class, R2dbcAutoConfiguration.class})
@ConditionalOnClass({DatabaseClient.class, PostgresqlConnectionFactory.class})
@ConditionalOnBean(ConnectionFactory.class)
@ConditionalOnBooleanProperty(
    name = "examhall.event-delivery.outbox.enabled",
    matchIfMissing = true)
public class OutboxAutoConfiguration {

  @Bean
  Outbox outbox(ConnectionFactory connections, EventEncoder encoder) {
    return new DatabaseOutbox(DatabaseClient.create(connections), encoder);
  }

  @Bean
  OutboxRelay outboxRelay(
      ConnectionFactory connections,
      EventPublisher publisher,
      EventDeliveryProperties properties,
      MeterRegistry meters,
      ObjectProvider<ObservationRegistry> observations) {
    return new OutboxRelay(
        SoleWorker.of("Relaying the outbox", OutboxRepository.LOCK, connections),
        new RelaySpans(publisher, observations.getIfAvailable(() -> ObservationRegistry.NOOP)),
        properties.outbox(),
        meters);
  }
}
