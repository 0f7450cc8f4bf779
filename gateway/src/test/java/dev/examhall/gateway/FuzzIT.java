package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Malformed requests over raw sockets; {@code -Dexamhall.gateway.fuzz=50000} sends as many, {@code
 * -Dexamhall.gateway.fuzz.seed} other ones.
 */
class FuzzIT extends GatewayFixture {

  private static final int REQUESTS = Integer.getInteger("examhall.gateway.fuzz", 2_000);
  private static final long SEED = Long.getLong("examhall.gateway.fuzz.seed", 1);
  private static final int AT_ONCE = 32;
  private static final int GIVEN_FOR_AN_ANSWER_MILLIS = 60;
  private static final int PATIENCE_MILLIS = 30_000;

  /** What Netty's pools, caches of clients and compiled code may keep. */
  private static final long MEMORY_KEPT = 48L << 20;

  private static final Pattern CLAIM =
      Pattern.compile(
          "(proxy-)?authorization|forwarded|via|x-real-ip|x-original-url|x-rewrite-url"
              + "|x-(http-)?method-override|(x-forwarded|x-examhall|examhall)-.*",
          Pattern.CASE_INSENSITIVE);

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();

  @Test
  void neitherBreaksNorBelievesWhatIsMalformed() throws Exception {
    send(SEED, REQUESTS / 4);
    BACKENDS.forEach(EchoBackend::forget);
    long before = memory();
    send(SEED + AT_ONCE, REQUESTS);
    List<EchoBackend.Seen> seen = BACKENDS.stream().flatMap(one -> one.seen().stream()).toList();
    BACKENDS.forEach(EchoBackend::forget);

    assertThat(failures).isEmpty();
    assertThat(answered).hasPositiveValue();
    assertThat(seen).isNotEmpty().allSatisfy(FuzzIT::isNobodysClaim);
    assertThat(memory() - before).isLessThan(MEMORY_KEPT);
    assertThat(browser().get("/").statusCode()).isEqualTo(200);
  }

  private static void isNobodysClaim(EchoBackend.Seen request) {
    // a name with a changed letter says nothing to a service
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (CLAIM.matcher(name).matches()) {
                assertThat(values.toString()).as(name).doesNotContain(MalformedRequests.FORGED);
              }
            });
    assertThat(request.headers().getOrDefault("cookie", List.of()).toString())
        .doesNotContainPattern("(^\\[|[ ;])examhall_session=");
    assertThat(request.uri()).doesNotContain("smuggled", "actuator", "cache");
    try {
      JWTClaimsSet claims = SignedJWT.parse(request.bearer()).getJWTClaimsSet();
      assertThat(claims.getIssuer()).isEqualTo("gateway");
      assertThat(claims.getStringClaim("scope")).isEqualTo("visitor");
    } catch (ParseException e) {
      throw new AssertionError(request.toString(), e);
    }
    assertThat(request.header("x-forwarded-for")).isEqualTo("127.0.0.1");
  }

  private void send(long seed, int requests) throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < AT_ONCE; worker++) {
        MalformedRequests source = new MalformedRequests(seed + worker);
        workers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < requests / AT_ONCE; i++) {
                    sendOne(source.next());
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
  }

  private void sendOne(byte[] request) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.getOutputStream().write(request);
      judge(request, new String(answer(socket), StandardCharsets.ISO_8859_1));
    } catch (SocketTimeoutException e) {
      failures.add("no end to " + quoted(request));
    } catch (IOException e) {
      // it hung up: as good an answer as any
    }
  }

  /** What comes first; who waits for more of the request is told that there is none. */
  private static byte[] answer(Socket socket) throws IOException {
    byte[] answer = new byte[8192];
    int length;
    try {
      socket.setSoTimeout(GIVEN_FOR_AN_ANSWER_MILLIS);
      length = socket.getInputStream().read(answer);
    } catch (SocketTimeoutException e) {
      socket.shutdownOutput();
      socket.setSoTimeout(PATIENCE_MILLIS);
      length = socket.getInputStream().read(answer);
    }
    return Arrays.copyOf(answer, Math.max(0, length));
  }

  private void judge(byte[] request, String answer) {
    if (!answer.isEmpty()) {
      answered.incrementAndGet();
    }
    if (answer.startsWith("HTTP/1.1 5") || answer.startsWith("HTTP/1.0 5")) {
      failures.add(answer.lines().findFirst().orElse("") + " to " + quoted(request));
    }
  }

  private static String quoted(byte[] request) {
    return new String(
            Arrays.copyOf(request, Math.min(400, request.length)), StandardCharsets.ISO_8859_1)
        .replace("\r", "\\r")
        .replace("\n", "\\n");
  }

  /** After the collector ran twice, so that what is only reachable by references is gone. */
  private static long memory() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
