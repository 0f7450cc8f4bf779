package dev.examhall.monitoring.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.examhall.monitoring.MonitoringDatabase;
import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.alerting.Severity;
import dev.examhall.testkit.infrastructure.TestDatabase;
import dev.examhall.testkit.infrastructure.WithPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

/** Senders that die before real receivers could be told, and others that start after them. */
@WithPostgres("notices")
class WaitingNoticesIT {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123456Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** After its first attempt such a sender does nothing more: as good as dead. */
  private static final NoticeDelivery.Persistence ONE_ATTEMPT =
      new NoticeDelivery.Persistence(5, Duration.ofHours(1), Duration.ofHours(1));

  private static final NoticeDelivery.Persistence QUICK =
      new NoticeDelivery.Persistence(500, Duration.ofMillis(20), Duration.ofMillis(100));

  private final DatabaseClient database;
  private final List<Runnable> toClose = new ArrayList<>();
  private final List<String> posts = new CopyOnWriteArrayList<>();
  private final AtomicBoolean webhookWorks = new AtomicBoolean();
  private final String webhook = webhook();
  private final int smtpPort = freePort();

  WaitingNoticesIT(TestDatabase server) {
    database = MonitoringDatabase.migrated(server).client();
  }

  @BeforeEach
  void forgetOthers() {
    database.sql("TRUNCATE notice_waiting").then().block();
  }

  @AfterEach
  void closeAll() {
    toClose.reversed().forEach(Runnable::run);
  }

  @Test
  void whatADeadSenderCouldNotDeliverIsDeliveredOnceByTheNextOne() {
    NoticeDelivery dead = sender(ONE_ATTEMPT);
    dead.accept(notice(Notice.Kind.RAISED, "the database is down"));
    dead.accept(notice(Notice.Kind.RESOLVED, "the database works again"));
    await().atMost(PATIENCE).until(() -> rows() == 4);
    assertThat(posts).isEmpty();

    webhookWorks.set(true);
    GreenMail smtp = new GreenMail(new ServerSetup(smtpPort, "127.0.0.1", "smtp"));
    smtp.start();
    toClose.add(smtp::stop);
    sender(QUICK);

    await().atMost(PATIENCE).until(() -> posts.size() == 2);
    assertThat(posts.get(0)).contains("is down", "\"kind\":\"RAISED\"", "11:59:00.123456Z");
    assertThat(posts.get(1)).contains("works again", "\"kind\":\"RESOLVED\"");
    await().atMost(PATIENCE).until(() -> smtp.getReceivedMessages().length == 2);
    await().atMost(PATIENCE).until(() -> rows() == 0);

    NoticeDelivery third = sender(QUICK);
    third.accept(notice(Notice.Kind.RAISED, "another problem"));
    await().atMost(PATIENCE).until(() -> smtp.getReceivedMessages().length == 3);
    await().atMost(PATIENCE).until(() -> posts.size() == 3);
    assertThat(posts.getLast()).contains("another problem");
  }

  @Test
  void aSenderThatIsStoppedWritesDownWhatIsLeft() throws Exception {
    NoticeDelivery stopped = sender(ONE_ATTEMPT);
    stopped.accept(notice(Notice.Kind.RAISED, "the database is down"));

    CountDownLatch done = new CountDownLatch(1);
    stopped.stop(done::countDown);

    assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void whatIsLeftForAReceiverThatIsNoMoreGoes() {
    new WaitingNoticeRepository(database)
        .keep(
            List.of(
                new WaitingNotice(
                    UUID.randomUUID(), "pager", notice(Notice.Kind.RAISED, "to nobody"))))
        .block();

    sender(QUICK);

    await().atMost(PATIENCE).until(() -> rows() == 0);
    assertThat(posts).isEmpty();
  }

  private NoticeDelivery sender(NoticeDelivery.Persistence persistence) {
    ReceiverProperties email =
        new ReceiverProperties(
            ReceiverProperties.Type.EMAIL,
            "",
            "",
            "127.0.0.1",
            smtpPort,
            "",
            "",
            false,
            "examhall@example.org",
            List.of("sre@example.org"));
    NoticeDelivery sender =
        new NoticeDelivery(
            List.of(
                new WebhookClient("webhook", webhook, "", WebClient.create()),
                new MailReceiver(
                    "email",
                    email.from(),
                    email.to(),
                    NotifyingConfiguration.smtp(email),
                    Schedulers.boundedElastic())),
            persistence,
            new WaitingNotices(
                new WaitingNoticeRepository(database), () -> true, Schedulers.parallel()),
            new SimpleMeterRegistry());
    toClose.add(sender::stop);
    sender.start();
    return sender;
  }

  private long rows() {
    Long rows =
        database
            .sql("SELECT count(*) FROM notice_waiting")
            .map(row -> row.get(0, Long.class))
            .one()
            .block();
    return rows == null ? -1 : rows;
  }

  private static Notice notice(Notice.Kind kind, String text) {
    Alert alert =
        new Alert(
            new UUID(1, 2),
            "state/database",
            "down",
            "database",
            Severity.CRITICAL,
            text,
            List.of("exam-render-service (DOWN)"),
            NOW.minusSeconds(60),
            NOW,
            NOW,
            null,
            0,
            kind.isEnd() ? NOW : null,
            Set.of());
    return new Notice(kind, alert, NOW, text);
  }

  private String webhook() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              String body =
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
              boolean works = webhookWorks.get();
              if (works) {
                posts.add(body);
              }
              exchange.sendResponseHeaders(works ? 204 : 503, -1);
            }
          });
      server.start();
      toClose.add(() -> server.stop(0));
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
