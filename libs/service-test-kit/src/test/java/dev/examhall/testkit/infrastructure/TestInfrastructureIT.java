package dev.examhall.testkit.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.embedded.RedisServer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

@WithPostgres("monitoring")
@WithRedis
@WithKafka
class TestInfrastructureIT {

  @Test
  void givesADatabaseOfTheNameThatWasAskedFor(TestDatabase database) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT current_database(), current_user")) {
      result.next();
      assertThat(result.getString(1)).isEqualTo("monitoring");
      assertThat(result.getString(2)).isEqualTo("monitoring");
    }
  }

  @Test
  void givesARedisThatTakesThePassword(TestRedis redis) throws Exception {
    try (Socket socket = new Socket(redis.host(), redis.port())) {
      socket
          .getOutputStream()
          .write(("AUTH " + redis.password() + "\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
          .isEqualTo("+OK\r\n");
    }
  }

  @Test
  void makesATopicOnce(TestKafka kafka) throws Exception {
    kafka.createTopic("examhall.test-kit.v1", 3);
    kafka.createTopic("examhall.test-kit.v1", 3);

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).contains("examhall.test-kit.v1");
    }
  }

  @Test
  void givesAServerOfItsOwnToATestThatBreaksIt(TestRedis shared) throws Exception {
    RedisServer own = TestInfrastructure.newRedis();

    own.kill();

    assertThat(own.isAlive()).isFalse();
    try (Socket stillThere = new Socket(InetAddress.getLoopbackAddress(), shared.port())) {
      assertThat(stillThere.isConnected()).isTrue();
    }
  }

  @Nested
  @SpringJUnitConfig(ContextOfTheServersAskedFor.Beans.class)
  @TestPropertySource(properties = "EXAMHALL_CACHE_URL=http://127.0.0.1:4711")
  class ContextOfTheServersAskedFor {

    @Configuration
    static class Beans {}

    @Test
    void knowsThemByTheNamesOfTheSuitesConfiguration(
        @Autowired Environment environment, TestDatabase database, TestRedis redis) {
      assertThat(environment.getProperty("EXAMHALL_POSTGRES_PORT", Integer.class))
          .isEqualTo(database.port());
      assertThat(environment.getProperty("EXAMHALL_REDIS_PASSWORD")).isEqualTo(redis.password());
      assertThat(environment.getProperty("EXAMHALL_INTERNAL_SECRET")).hasSizeGreaterThan(32);
    }

    @Test
    void neverOverridesTheTestsOwnProperties(@Autowired Environment environment) {
      assertThat(environment.getProperty("EXAMHALL_CACHE_URL")).isEqualTo("http://127.0.0.1:4711");
      assertThat(environment.getProperty("EXAMHALL_ASSET_URL")).isEqualTo("http://127.0.0.1:1");
    }
  }
}
