package dev.examhall.examrender.session;

import dev.examhall.identity.IdentityProperties;
import dev.examhall.identity.InternalSecrets;
import io.netty.channel.EventLoopGroup;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Clock;
import java.util.Objects;
import java.util.TimeZone;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/** What sessions need beside the pool of connections. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

  /**
   * On a connection of its own, made by the driver itself: tracing agents wrap what
   * ConnectionFactories gives out, and only the driver's own connection has notifications.
   */
  @Bean
  SessionChangesListener sessionChangesListener(ConnectionFactory pool) {
    return new SessionChangesListener(
        new PostgresqlConnectionFactoryProvider().create(options(pool)));
  }

  /** Times in JSON are written by the database, in the time zone of the connection. */
  @Bean
  SheetReader sheetReader(ConnectionFactory pool, SessionProperties properties, Clock clock) {
    return new SheetRepository(requestLoops(), onRequestLoops(pool), properties.tokenLife(), clock);
  }

  /** Its connections are its own, too: a page never waits for a commit. */
  @Bean
  JointAnswerRepository jointAnswerRepository(
      ConnectionFactory pool, SessionProperties properties) {
    return new JointAnswerRepository(
        requestLoops(), onRequestLoops(pool), properties.tokenLife(), properties.grace());
  }

  @Bean
  ResumeCodes resumeCodes(IdentityProperties identity) {
    return new ResumeCodes(
        InternalSecrets.of(identity.internalSecret(), identity.internalSecretPrevious())
            .accepted());
  }

  private static EventLoopGroup requestLoops() {
    return HttpResources.get().onServer(LoopResources.DEFAULT_NATIVE);
  }

  private static ConnectionFactory onRequestLoops(ConnectionFactory pool) {
    return ConnectionFactories.get(
        options(pool)
            .mutate()
            .option(PostgresqlConnectionFactoryProvider.TIME_ZONE, TimeZone.getTimeZone("UTC"))
            .option(PostgresqlConnectionFactoryProvider.FORCE_BINARY, true)
            .option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, HttpResources.get())
            .build());
  }

  private static ConnectionFactoryOptions options(ConnectionFactory pool) {
    return Objects.requireNonNull(
            OptionsCapableConnectionFactory.unwrapFrom(pool), "configure spring.r2dbc.*")
        .getOptions();
  }
}
