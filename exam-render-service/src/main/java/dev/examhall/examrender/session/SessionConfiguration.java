package dev.examhall.examrender.session;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Objects;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What sessions need beside the pool of connections. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

  /**
   * On a connection of its own, made by the driver itself: tracing agents wrap what
   * ConnectionFactories gives out, and only the driver's own connection has notifications.
   */
  @Bean
  SessionChangesListener sessionChangesListener(ConnectionFactory pool) {
    OptionsCapableConnectionFactory options =
        Objects.requireNonNull(
            OptionsCapableConnectionFactory.unwrapFrom(pool), "configure spring.r2dbc.*");
    return new SessionChangesListener(
        new PostgresqlConnectionFactoryProvider().create(options.getOptions()));
  }
}
