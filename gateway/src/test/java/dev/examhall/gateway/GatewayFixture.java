package dev.examhall.gateway;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.testkit.infrastructure.WithPostgres;
import dev.examhall.testkit.infrastructure.WithRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The gateway with real PostgreSQL and Redis, and services that echo, over HTTP. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "examhall.gateway.upstream.response-timeout=4s",
      "examhall.gateway.upstream.breaker-open=500ms",
      "examhall.gateway.session.confirm-every=0s",
      "examhall.gateway.limits.head-within=4s",
      "examhall.gateway.limits.body-within=4s"
    })
@WithPostgres("gateway")
@WithRedis
abstract class GatewayFixture {

  static final String PASSWORD = "correct horse battery";
  static final EchoBackend EXAM_RENDER = EchoBackend.start("exam-render-service");
  static final EchoBackend ASSET = EchoBackend.start("asset-service");
  static final EchoBackend MONITORING = EchoBackend.start("monitoring-service");
  static final EchoBackend ACTIVITY_LOG = EchoBackend.start("activity-log-service");
  static final List<EchoBackend> BACKENDS = List.of(EXAM_RENDER, ASSET, MONITORING, ACTIVITY_LOG);
  private static final String HASH =
      new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2).encode(PASSWORD);

  @LocalServerPort int port;
  @Autowired DatabaseClient database;

  @DynamicPropertySource
  static void backends(DynamicPropertyRegistry registry) {
    registry.add("examhall.gateway.backends.exam-render", EXAM_RENDER::url);
    registry.add("examhall.gateway.backends.asset", ASSET::url);
    registry.add("examhall.gateway.backends.monitoring", MONITORING::url);
    registry.add("examhall.gateway.backends.activity-log", ACTIVITY_LOG::url);
    registry.add("examhall.gateway.first-account-file", GatewayFixture::firstAccountFile);
  }

  private static Path firstAccountFile() {
    try {
      Path file = Files.createTempFile("first-account", ".properties");
      Files.writeString(
          file, "username=First.Teacher\npassword=" + PASSWORD + "\nroles=TEACHER,OPERATOR\n");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Browser browser() {
    return new Browser(port);
  }

  /** An account of its own; returns the user name. */
  String account(String... roles) {
    String username = "user-" + UUID.randomUUID();
    database
        .sql(
            """
            INSERT INTO account (id, username, display_name, password_hash, roles)
            VALUES (:id, :username, 'Somebody', :hash, :roles)
            """)
        .bind("id", UuidCreator.getTimeOrderedEpoch())
        .bind("username", username)
        .bind("hash", HASH)
        .bind("roles", roles)
        .then()
        .block();
    return username;
  }

  Browser signedIn(String... roles) {
    Browser browser = browser();
    HttpResponse<String> answer = browser.signIn(account(roles), PASSWORD);
    if (answer.statusCode() != 303) {
      throw new IllegalStateException("Not signed in: " + answer.statusCode() + answer.body());
    }
    return browser;
  }

  List<Map<String, Object>> rows(String sql) {
    return database.sql(sql).fetch().all().collectList().block();
  }
}
