package dev.examhall.monitoring.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.examhall.monitoring.health.HealthBoard;
import dev.examhall.monitoring.health.Target;
import dev.examhall.monitoring.health.Thresholds;
import dev.examhall.monitoring.polling.WatchedTargets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

/**
 * At a server that speaks as the API server does, by TLS with a certificate of its own authority; a
 * cluster is not needed, and none was asked.
 */
class TargetDiscoveryTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final char[] STORE = "changeit".toCharArray();

  @TempDir static Path keys;
  @TempDir Path account;

  private final AtomicReference<String> services = new AtomicReference<>("[]");
  private final AtomicReference<String> validToken = new AtomicReference<>("first token");
  private final AtomicReference<String> asked = new AtomicReference<>("");
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final Map<String, URI> watched = new ConcurrentHashMap<>();
  private HttpsServer apiServer;
  private TargetDiscovery discovery;
  private HealthBoard board;

  @BeforeEach
  void start() throws Exception {
    KeyStore certificate = certificate();
    apiServer = apiServer(certificate);
    Files.writeString(account.resolve("token"), "first token\n");
    Files.writeString(account.resolve("namespace"), "exams");
    Files.writeString(
        account.resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(certificate.getCertificate("api").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    board =
        new HealthBoard(
            List.of(new Target("gateway", 25, true, Set.of())),
            new Thresholds(3, 2),
            Clock.systemUTC());
    WatchedTargets targets =
        WatchedTargets.of(
            board,
            List.of(
                new WatchedTargets.Watched(
                    "gateway", URI.create("http://configured:8080"), Duration.ofSeconds(2))));
    targets.tell(
        new WatchedTargets.Watcher() {
          @Override
          public void watch(WatchedTargets.Watched service) {
            watched.put(service.id(), service.uri());
          }

          @Override
          public void forget(String id) {
            watched.remove(id);
          }
        });
    discovery =
        new TargetDiscovery(
            new KubernetesClient(
                new KubernetesProperties(
                    true,
                    URI.create("https://127.0.0.1:" + apiServer.getAddress().getPort()),
                    account,
                    "app.kubernetes.io/part-of=examhall",
                    Duration.ofMillis(50)),
                Schedulers.boundedElastic()),
            targets,
            Duration.ofMillis(50),
            Schedulers.parallel());
    discovery.start();
  }

  @AfterEach
  void stop() {
    discovery.stop();
    apiServer.stop(0);
  }

  @Test
  void servicesOfTheClusterAreWatchedWhileTheyAreThere() {
    services.set("[" + service("gateway", "gateway") + "," + service("report-7", "reports") + "]");

    await().atMost(PATIENCE).until(() -> watched.containsKey("reports"));
    assertThat(asked.get())
        .isEqualTo(
            "/api/v1/namespaces/exams/services?labelSelector=app.kubernetes.io/part-of=examhall");
    assertThat(watched)
        .containsEntry("gateway", URI.create("http://gateway.exams.svc:8080"))
        .containsEntry("reports", URI.create("http://report-7.exams.svc:8080"));
    assertThat(board.health("gateway").target().weight()).isEqualTo(25);
    assertThat(board.health("reports").target())
        .isEqualTo(new Target("reports", 7, true, Set.of()));

    services.set("[]");

    await().atMost(PATIENCE).until(() -> !watched.containsKey("reports"));
    assertThat(board.knows("reports")).isFalse();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(watched)
                    .containsExactly(Map.entry("gateway", URI.create("http://configured:8080"))));
  }

  @Test
  void aTokenThatTheClusterChangesIsReadAnewAndMeanwhileNothingIsForgotten() throws Exception {
    services.set("[" + service("report-7", "reports") + "]");
    await().atMost(PATIENCE).until(() -> watched.containsKey("reports"));

    validToken.set("second token");
    int refusedBefore = refused.get();
    await().atMost(PATIENCE).until(() -> refused.get() > refusedBefore + 2);
    assertThat(watched).containsKey("reports");

    Files.writeString(account.resolve("token"), "second token");
    int answeredBefore = answered.get();
    await().atMost(PATIENCE).until(() -> answered.get() > answeredBefore);
  }

  private static String service(String name, String label) {
    return """
    {"metadata": {"name": "%s", "namespace": "exams",
      "labels": {"app.kubernetes.io/name": "%s", "app.kubernetes.io/part-of": "examhall"},
      "annotations": {"examhall.dev/weight": "7", "examhall.dev/critical": "true"}},
     "spec": {"ports": [{"name": "grpc", "port": 9090}, {"name": "http", "port": 8080}]}}
    """
        .formatted(name, label);
  }

  private HttpsServer apiServer(KeyStore certificate) throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(certificate, STORE);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + validToken.get()).equals(token)) {
              refused.incrementAndGet();
              exchange.sendResponseHeaders(401, -1);
              return;
            }
            asked.set(
                URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8));
            byte[] body =
                ("{\"kind\": \"ServiceList\", \"items\": " + services.get() + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            answered.incrementAndGet();
          }
        });
    server.start();
    return server;
  }

  /** Made once for all tests: a JDK takes its time. */
  private static KeyStore certificate() throws Exception {
    Path file = keys.resolve("api.p12");
    if (!Files.exists(file)) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "api",
                  "-keyalg",
                  "EC",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  new String(STORE),
                  "-dname",
                  "CN=kubernetes",
                  "-ext",
                  "san=ip:127.0.0.1",
                  "-validity",
                  "2")
              .inheritIO()
              .start();
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IOException("keytool made no certificate");
      }
    }
    return KeyStore.getInstance(file.toFile(), STORE);
  }
}
