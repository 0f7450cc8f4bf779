package dev.examhall.monitoring.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.events.monitoring.v1.AlertChanged;
import dev.examhall.monitoring.alerting.Alert;
import dev.examhall.monitoring.alerting.Notice;
import dev.examhall.monitoring.alerting.Severity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactories;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.scheduler.Schedulers;

/** To real servers on the loopback interface: HTTP and SMTP. */
class NoticeDeliveryTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final NoticeDelivery.Persistence QUICK =
      new NoticeDelivery.Persistence(5, Duration.ofMillis(5), Duration.ofMillis(20));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Runnable> toClose = new ArrayList<>();

  private record Post(String idempotencyKey, String signature, String body) {}

  @AfterEach
  void closeAll() {
    toClose.reversed().forEach(Runnable::run);
  }

  @Test
  void aWebhookThatIsAwayIsTriedAgainWithTheSameKeyAndASignature() throws Exception {
    List<Post> posts = new CopyOnWriteArrayList<>();
    AtomicInteger refusals = new AtomicInteger(2);
    String url = webhook(posts, () -> refusals.getAndDecrement() > 0);
    NoticeDelivery delivery = started(new WebhookClient("webhook", url, "top secret", http()));

    delivery.accept(notice(Notice.Kind.RAISED, Set.of()));
    delivery.accept(notice(Notice.Kind.RESOLVED, Set.of()));

    await(() -> posts.size() == 4);
    assertThat(posts.subList(0, 3))
        .extracting(Post::idempotencyKey)
        .containsOnly(posts.getFirst().idempotencyKey());
    assertThat(posts.get(3).body()).contains("\"kind\":\"RESOLVED\"");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("top secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(posts.getFirst().signature())
        .isEqualTo(
            "sha256="
                + HexFormat.of()
                    .formatHex(
                        mac.doFinal(posts.getFirst().body().getBytes(StandardCharsets.UTF_8))));
    await(() -> counted("webhook", "delivered") == 2);
    assertThat(counted("webhook", "retried")).isEqualTo(2);
  }

  @Test
  void aReceiverThatNeverAnswersIsGivenUpAndDelaysNoOther() throws Exception {
    List<Post> posts = new CopyOnWriteArrayList<>();
    String url = webhook(posts, () -> false);
    NoticeDelivery delivery =
        started(
            new WebhookClient("gone", "http://127.0.0.1:1/", "", http()),
            new WebhookClient("there", url, "", http()));

    delivery.accept(notice(Notice.Kind.RAISED, Set.of()));

    await(() -> posts.size() == 1);
    await(() -> counted("gone", "given-up") == 1);
  }

  @Test
  void aRuleThatNamesReceiversTellsNobodyElse() throws Exception {
    List<Post> one = new CopyOnWriteArrayList<>();
    List<Post> other = new CopyOnWriteArrayList<>();
    NoticeDelivery delivery =
        started(
            new WebhookClient("one", webhook(one, () -> false), "", http()),
            new WebhookClient("other", webhook(other, () -> false), "", http()));

    delivery.accept(notice(Notice.Kind.RAISED, Set.of("other")));
    delivery.accept(notice(Notice.Kind.RESOLVED, Set.of()));

    await(() -> other.size() == 2 && one.size() == 1);
    assertThat(one.getFirst().body()).contains("RESOLVED");
  }

  @Test
  void anEmailReachesARealServerWithEverythingAPersonNeeds() throws Exception {
    GreenMail smtp = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    smtp.start();
    toClose.add(smtp::stop);
    ReceiverProperties receiver =
        new ReceiverProperties(
            ReceiverProperties.Type.EMAIL,
            "",
            "",
            "127.0.0.1",
            smtp.getSmtp().getPort(),
            "",
            "",
            false,
            "examhall@example.org",
            List.of("sre@example.org", "head@example.org"));
    NoticeDelivery delivery =
        started(
            new MailReceiver(
                "email",
                receiver.from(),
                receiver.to(),
                NotifyingConfiguration.smtp(receiver),
                Schedulers.boundedElastic()));

    delivery.accept(notice(Notice.Kind.RAISED, Set.of()));

    await(() -> smtp.getReceivedMessages().length == 2);
    MimeMessage mail = smtp.getReceivedMessages()[0];
    assertThat(mail.getSubject())
        .isEqualTo("Examhall [CRITICAL] database: database is DOWN: refused Bcc: x@example.org");
    assertThat(mail.getContent().toString()).contains("exam-render-service (DOWN)", "2026-11-22");
    assertThat(mail.getAllRecipients()).hasSize(2);
  }

  @Test
  void anEventGoesToTheSpool() {
    List<OutgoingEvent> spooled = new CopyOnWriteArrayList<>();
    NoticeDelivery delivery = started(new AlertPublisher("events", spooled::add));

    delivery.accept(notice(Notice.Kind.RAISED, Set.of()));

    await(() -> spooled.size() == 1);
    assertThat(spooled.getFirst().topic()).isEqualTo(AlertChanged.TOPIC);
    assertThat(((AlertChanged) spooled.getFirst().data()).change()).isEqualTo("RAISED");
  }

  @Test
  void theHeartbeatStopsWhenNobodyIsWatched() throws Exception {
    List<Post> beats = new CopyOnWriteArrayList<>();
    AtomicBoolean watching = new AtomicBoolean(true);
    HeartbeatClient heartbeat =
        new HeartbeatClient(
            webhook(beats, () -> false),
            Duration.ofMillis(20),
            watching::get,
            http(),
            meters,
            Schedulers.parallel());
    toClose.add(heartbeat::stop);
    heartbeat.start();
    await(() -> beats.size() >= 2);

    watching.set(false);

    await(
        () -> meters.counter(NotifyingMetric.HEARTBEATS.key(), "outcome", "withheld").count() > 3);
    int sent = beats.size();
    assertThat(beats).hasSize(sent);
    assertThat(meters.counter(NotifyingMetric.HEARTBEATS.key(), "outcome", "sent").count())
        .isBetween((double) sent - 1, (double) sent);
  }

  private NoticeDelivery started(Receiver... receivers) {
    NoticeDelivery delivery =
        new NoticeDelivery(List.of(receivers), QUICK, withoutDatabase(), meters);
    toClose.add(delivery::stop);
    delivery.start();
    return delivery;
  }

  /** Nobody waits for the database: it may be what there is to tell of. */
  private static WaitingNotices withoutDatabase() {
    return new WaitingNotices(
        new WaitingNoticeRepository(
            DatabaseClient.create(
                ConnectionFactories.get("r2dbc:postgresql://nobody:none@127.0.0.1:1/none"))),
        () -> true,
        Schedulers.parallel());
  }

  private double counted(String receiver, String outcome) {
    return meters
        .counter(NotifyingMetric.NOTICES.key(), "receiver", receiver, "outcome", outcome)
        .count();
  }

  private static WebClient http() {
    return WebClient.create();
  }

  private static Notice notice(Notice.Kind kind, Set<String> receivers) {
    Alert alert =
        new Alert(
            new UUID(1, 2),
            "state/database",
            "down",
            "database",
            Severity.CRITICAL,
            "database is DOWN",
            List.of("exam-render-service (DOWN)"),
            NOW,
            NOW,
            NOW,
            null,
            0,
            kind == Notice.Kind.RESOLVED ? NOW : null,
            receivers);
    return new Notice(kind, alert, NOW, "database is DOWN: refused\r\nBcc: x@example.org");
  }

  private String webhook(List<Post> posts, BooleanSupplier refuse) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            posts.add(
                new Post(
                    String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Examhall-Signature")),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(refuse.getAsBoolean() ? 503 : 204, -1);
          }
        });
    server.start();
    toClose.add(() -> server.stop(0));
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time to wait").isLessThan(deadline);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
