package dev.examhall.monitoring.polling;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.HealthChange;
import dev.examhall.monitoring.health.HealthState;
import dev.examhall.monitoring.health.Observation;
import dev.examhall.monitoring.health.ServiceHealth;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Against real servers on the loopback interface. */
class HealthPollerTest {

  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final String UP = "{\"status\":\"UP\"}";

  private PollSchedule schedule =
      new PollSchedule(Duration.ofMillis(20), Duration.ofMillis(10), 0.1);
  private final List<AutoCloseable> toClose = new ArrayList<>();
  private final List<HealthChange> changes = new CopyOnWriteArrayList<>();
  private final Map<String, HealthClient> clients = new LinkedHashMap<>();
  private final List<Target> targets = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : toClose.reversed()) {
      each.close();
    }
  }

  @Test
  void hungServiceIsDownAndDelaysNobody() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    toClose.add(never::countDown);
    watch("hung", serve(exchange -> awaitQuietly(never)));
    watch(
        "quick",
        serve(
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 200, UP);
            }));

    HealthBoard board = start();

    await(() -> board.health("hung").state() == HealthState.DOWN);
    assertThat(board.health("hung").overall().message()).isEqualTo("no answer within 400 ms");
    assertThat(board.health("quick").state()).isEqualTo(HealthState.UP);
    // While one question to the hung service was open, the quick one was asked over and over.
    assertThat(asked.get()).isGreaterThan(20);
  }

  @Test
  void bodyThatTricklesInIsTooLateToo() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    toClose.add(never::countDown);
    watch(
        "trickling",
        serve(
            exchange -> {
              exchange.sendResponseHeaders(200, 0);
              exchange.getResponseBody().write('{');
              exchange.getResponseBody().flush();
              awaitQuietly(never);
            }));

    HealthBoard board = start();

    await(() -> board.health("trickling").state() == HealthState.DOWN);
  }

  @Test
  void serviceThatFailsAndRecoversChangesTwiceAfterItsFirstAnswer() throws IOException {
    AtomicInteger status = new AtomicInteger(200);
    watch(
        "moody",
        serve(
            exchange ->
                answer(
                    exchange, status.get(), status.get() == 200 ? UP : "{\"status\":\"DOWN\"}")));
    HealthBoard board = start();
    await(() -> board.health("moody").state() == HealthState.UP);

    status.set(503);
    await(() -> board.health("moody").state() == HealthState.DOWN);
    status.set(200);
    await(() -> changes.size() == 3);

    assertThat(changes)
        .extracting(HealthChange::from, HealthChange::to)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(HealthState.UNKNOWN, HealthState.UP),
            org.assertj.core.groups.Tuple.tuple(HealthState.UP, HealthState.DOWN),
            org.assertj.core.groups.Tuple.tuple(HealthState.DOWN, HealthState.UP));
  }

  @Test
  void serviceThatIsGoneIsDownAndIsFoundAgainAtItsAddress() throws IOException {
    HttpServer first = serve(exchange -> answer(exchange, 200, UP));
    int port = first.getAddress().getPort();
    watch("restarted", first);
    HealthBoard board = start();
    await(() -> board.health("restarted").state() == HealthState.UP);

    first.stop(0);
    await(() -> board.health("restarted").state() == HealthState.DOWN);
    serve(port, exchange -> answer(exchange, 200, UP));

    await(() -> board.health("restarted").state() == HealthState.UP);
  }

  @Test
  void refusedTokenIsUnknownAndNotDown() throws IOException {
    watch("strict", serve(exchange -> answer(exchange, 401, "{}")));
    AtomicInteger asked = new AtomicInteger();
    watch(
        "other",
        serve(
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 200, UP);
            }));
    HealthBoard board = start();

    await(() -> asked.get() > 20);

    assertThat(board.health("strict").state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(board.health("strict").overall().message()).contains("refused the monitor's token");
  }

  @Test
  void tooLongAnswerIsAFailureAndNotAnOutOfMemory() throws IOException {
    watch("chatty", serve(exchange -> answer(exchange, 200, "[" + "1,".repeat(400_000) + "1]")));

    HealthBoard board = start();

    await(() -> board.health("chatty").state() == HealthState.DOWN);
    assertThat(board.health("chatty").overall().message()).isEqualTo("answered too much");
  }

  @Test
  void everyQuestionIsSigned() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    watch(
        "signed",
        serve(
            exchange -> {
              seen.add(exchange.getRequestHeaders().getFirst("Authorization"));
              answer(exchange, 200, UP);
            }));

    start();

    await(() -> seen.size() >= 3);
    assertThat(seen).containsOnly("Bearer token-for-signed");
  }

  @Test
  void oneInstanceAsksFiveHundredTargetsOverAndOver() throws IOException {
    Map<String, AtomicInteger> asked = new java.util.concurrent.ConcurrentHashMap<>();
    HttpServer server =
        serve(
            exchange -> {
              String token = exchange.getRequestHeaders().getFirst("Authorization");
              asked.computeIfAbsent(token, key -> new AtomicInteger()).incrementAndGet();
              answer(exchange, 200, UP);
            });
    for (int i = 0; i < 500; i++) {
      watch("target-" + i, server);
    }
    schedule = new PollSchedule(Duration.ofMillis(500), Duration.ofMillis(500), 0.1);

    HealthBoard board = start();

    await(() -> asked.size() == 500 && asked.values().stream().allMatch(times -> times.get() >= 3));
    assertThat(board.current().services())
        .hasSize(500)
        .allMatch(service -> service.state() == HealthState.UP);
    int most = asked.values().stream().mapToInt(AtomicInteger::get).max().orElseThrow();
    assertThat(most).as("the one asked most: nobody is left behind").isLessThan(60);
  }

  @Test
  void stoppedPollerAsksNoMore() throws IOException, InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    watch(
        "quick",
        serve(
            exchange -> {
              asked.incrementAndGet();
              answer(exchange, 200, UP);
            }));
    HealthPoller poller = poller(board());
    poller.start();
    await(() -> asked.get() > 2);

    poller.stop();
    Thread.sleep(100);
    int atStop = asked.get();
    Thread.sleep(200);

    assertThat(asked.get()).isEqualTo(atStop);
    assertThat(poller.isRunning()).isFalse();
  }

  private HealthBoard start() {
    HealthBoard board = board();
    HealthPoller poller = poller(board);
    toClose.add(poller::stop);
    poller.start();
    return board;
  }

  private HealthBoard board() {
    return new HealthBoard(targets, new Thresholds(3, 2), Clock.systemUTC());
  }

  private HealthPoller poller(HealthBoard board) {
    return new HealthPoller(
        clients,
        board,
        schedule,
        new ObservationSink() {
          @Override
          public void observed(ServiceHealth health, Observation observation) {}

          @Override
          public void changed(HealthChange change) {
            changes.add(change);
          }
        },
        new Isolation(clients.keySet(), () -> Mono.just(true)),
        () -> true,
        Schedulers.parallel(),
        () -> 0.5);
  }

  private void watch(String id, HttpServer server) {
    ExchangeFilterFunction token =
        (request, next) ->
            next.exchange(
                ClientRequest.from(request)
                    .headers(headers -> headers.setBearerAuth("token-for-" + id))
                    .build());
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    clients.put(
        id,
        new HealthClient(
            WebClient.builder()
                .baseUrl(uri.toString())
                .filter(token)
                .codecs(
                    codecs -> codecs.defaultCodecs().maxInMemorySize(HealthClient.LARGEST_ANSWER))
                .build(),
            TIMEOUT));
    targets.add(new Target(id, 10, false, Set.of()));
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException;
  }

  private HttpServer serve(Handler handler) throws IOException {
    return serve(0, handler);
  }

  private HttpServer serve(int port, Handler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/actuator/health",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
    toClose.add(() -> server.stop(0));
    return server;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(BooleanSupplier condition) {
    Instant deadline = Instant.now().plusSeconds(15);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("time to wait").isBefore(deadline);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
