package dev.examhall.eventdelivery.outbox;

import dev.examhall.eventdelivery.Outbox;
import dev.examhall.eventdelivery.publishing.EventDeliveryProperties;
import dev.examhall.eventdelivery.publishing.EventEncoder;
import dev.examhall.eventdelivery.publishing.EventPublisher;
import dev.examhall.eventdelivery.publishing.EventPublishingAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
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
    OptionsCapableConnectionFactory pooled =
        OptionsCapableConnectionFactory.unwrapFrom(connections);
    if (pooled == null) {
      throw new IllegalStateException(
          "the outbox relay needs a connection of its own: configure PostgreSQL by spring.r2dbc.*,"
              + " or switch the outbox off with examhall.event-delivery.outbox.enabled=false");
    }
    // Not by ConnectionFactories, whose result tracing agents wrap: the relay needs PostgreSQL's
    // own
    // notifications, and its polling belongs to no trace.
    PostgresqlConnectionFactory unpooled =
        new PostgresqlConnectionFactoryProvider().create(pooled.getOptions());
    return new OutboxRelay(
        () -> unpooled.create().cast(PostgresqlConnection.class),
        new RelaySpans(publisher, observations.getIfAvailable(() -> ObservationRegistry.NOOP)),
        properties.outbox(),
        meters);
  }
}
