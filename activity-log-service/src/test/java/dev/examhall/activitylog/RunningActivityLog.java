package dev.examhall.activitylog;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Kind;
import dev.examhall.events.activitylog.v1.ActivityRecorded.ObjectRef;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.testkit.identity.TestIdentity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.TestKafka;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.json.JsonMapper;

/** The service as a test starts, feeds and asks it. */
final class RunningActivityLog implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ReactiveWebServerApplicationContext context;

  private RunningActivityLog(ReactiveWebServerApplicationContext context) {
    this.context = context;
  }

  static RunningActivityLog start(
      TestDatabase database,
      TestKafka kafka,
      TestIdentity identity,
      Path dataFolder,
      String... more) {
    return new RunningActivityLog(
        (ReactiveWebServerApplicationContext)
            new SpringApplicationBuilder(ActivityLogApplication.class)
                .run(
                    Stream.concat(
                            Stream.of(more),
                            Stream.of(
                                "--server.port=0",
                                "--EXAMHALL_DATABASE_PASSWORD=" + database.password(),
                                "--spring.r2dbc.url=" + database.r2dbcUrl(),
                                "--spring.r2dbc.username=" + database.user(),
                                "--spring.flyway.url=" + database.jdbcUrl(),
                                "--spring.flyway.user=" + database.user(),
                                "--EXAMHALL_KAFKA_BOOTSTRAP_SERVERS=" + kafka.bootstrapServers(),
                                "--EXAMHALL_DATA_DIR=" + dataFolder,
                                "--examhall.identity.internal-secret=" + identity.secret(),
                                "--examhall.identity.jwks-uri=" + identity.jwksUri(),
                                "--examhall.activity-log.chain.pause=100ms",
                                "--examhall.event-delivery.consumer.max-batch=100"))
                        .toArray(String[]::new)));
  }

  WebTestClient.ResponseSpec get(String uri, String token) {
    return ask(HttpMethod.GET, uri, token);
  }

  WebTestClient.ResponseSpec ask(HttpMethod method, String uri, String token) {
    return client()
        .method(method)
        .uri(uri)
        .headers(headers -> headers.setBearerAuth(token))
        .exchange();
  }

  URI address() {
    WebServer server = Objects.requireNonNull(context.getWebServer());
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl(address().toString())
        .responseTimeout(Duration.ofSeconds(30))
        .build();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  <T> T bean(String name, Class<T> type) {
    return context.getBean(name, type);
  }

  /** As somebody who can write to the database, whatever the service thinks of it. */
  void sql(String statement) {
    bean(DatabaseClient.class).sql(statement).fetch().rowsUpdated().block();
  }

  <T> T one(String query, Class<T> type) {
    return bean(DatabaseClient.class)
        .sql(query)
        .map(row -> Objects.requireNonNull(row.get(0, type)))
        .one()
        .blockOptional()
        .orElseThrow();
  }

  long count(String where) {
    return context
        .getBean(DatabaseClient.class)
        .sql("SELECT count(*) FROM activity WHERE " + where)
        .map(row -> row.get(0, Long.class))
        .one()
        .blockOptional()
        .orElseThrow();
  }

  @Override
  public void close() {
    context.close();
  }

  static ActivityRecorded activity(UUID session, String verb, String actorName) {
    return new ActivityRecorded(
        UuidCreator.getTimeOrderedEpoch(),
        Instant.now().truncatedTo(ChronoUnit.MICROS),
        Kind.USER_ACTION,
        new Actor("student", "student-" + session, actorName),
        verb,
        new ObjectRef("question", "12"),
        null,
        session,
        Severity.INFO,
        null,
        Map.of("revision", 7),
        "exam-render-service",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        1);
  }

  /** Puts activities on the topic as a producer of the suite does. */
  static void publish(TestKafka kafka, List<ActivityRecorded> activities) throws Exception {
    kafka.createTopic(ActivityRecorded.TOPIC, 3);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (ActivityRecorded activity : activities) {
        sent.add(producer.send(record(activity)));
      }
      for (Future<?> each : sent) {
        each.get();
      }
    }
  }

  private static ProducerRecord<String, byte[]> record(ActivityRecorded activity) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            ActivityRecorded.TOPIC,
            String.valueOf(activity.sessionId()),
            JSON.writeValueAsBytes(activity));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", activity.id().toString(),
            "ce_source", "/examhall/exam-render-service",
            "ce_type", ActivityRecorded.TYPE,
            "content-type", "application/json")
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
