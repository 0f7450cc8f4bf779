package dev.examhall.benchmarks.capacity;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.util.retry.Retry;

/**
 * Students as the gateway sees them: each has its own cookies, a stream of events that stays open,
 * and saves 1.5 answers a minute at moments of its own. Who is refused for the moment comes back
 * when told to, as pages do. Pages' files are not asked for: browsers and a CDN keep them.
 */
final class Crowd implements AutoCloseable {

  /** From one save of a student to its next, on average. */
  static final Duration BETWEEN_SAVES = Duration.ofSeconds(40);

  private static final String COOKIE = "examhall_student=";

  /** Of answers that ask to come back: too many requests, overload, a service that is away. */
  private static final Set<Integer> FOR_THE_MOMENT = Set.of(429, 502, 503, 504);

  private static final int TRIES = 30;

  private final int port;
  private final HttpClient http;
  private final HttpClient streams;
  private final List<Student> students = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder in = new LongAdder();
  private final LongAdder out = new LongAdder();
  private final Map<String, LongAdder> problems = new ConcurrentHashMap<>();
  private final LongAdder refusals = new LongAdder();
  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();
  private final Queue<Long> comingNanos = new ConcurrentLinkedQueue<>();

  Crowd(int port) {
    this.port = port;
    this.http = client("requests", 6_000);
    this.streams = client("streams", 10_000).responseTimeout(Duration.ofHours(1));
  }

  private HttpClient client(String name, int connections) {
    return HttpClient.create(
            ConnectionProvider.builder(name)
                .maxConnections(connections)
                .pendingAcquireMaxCount(-1)
                .build())
        .host("127.0.0.1")
        .port(port)
        .responseTimeout(Duration.ofSeconds(30))
        .doOnChannelInit(
            (observer, channel, address) -> channel.pipeline().addFirst(new Counting()));
  }

  /** Counts what goes over the wire. */
  private final class Counting extends ChannelDuplexHandler {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof ByteBuf bytes) {
        in.add(bytes.readableBytes());
      }
      ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        out.add(bytes.readableBytes());
      }
      ctx.write(message, promise);
    }
  }

  private static final class Student {

    private final String session;
    private final String cookie;
    private int saves;

    Student(String session, String cookie) {
      this.session = session;
      this.cookie = cookie;
    }
  }

  /** Bytes received and sent. */
  long[] bytes() {
    return new long[] {in.sum(), out.sum()};
  }

  /** What went wrong how often. */
  Map<String, LongAdder> problems() {
    return problems;
  }

  /** How often somebody was asked to come back. */
  long refusals() {
    return refusals.sum();
  }

  /** An answer that asks to come back. */
  private static final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration wait;

    RefusedException(String what, Duration wait) {
      super(what, null, false, false);
      this.wait = wait;
    }
  }

  private Retry comingBack() {
    return Retry.from(
        signals ->
            signals.concatMap(
                signal -> {
                  if (signal.totalRetries() < TRIES
                      && signal.failure() instanceof RefusedException refused) {
                    refusals.increment();
                    return Mono.delay(
                        refused.wait.plusMillis(ThreadLocalRandom.current().nextInt(1_000)));
                  }
                  return Mono.error(signal.failure());
                }));
  }

  private static RuntimeException unexpected(String what, HttpClientResponse answer) {
    int status = answer.status().code();
    if (FOR_THE_MOMENT.contains(status)) {
      String seconds = answer.responseHeaders().get("Retry-After", "3");
      return new RefusedException(what + " " + status, Duration.ofSeconds(Long.parseLong(seconds)));
    }
    return new IllegalStateException(what + " " + status);
  }

  /** Streams of events that are open. */
  int streamsOpen() {
    return open.get();
  }

  /**
   * Lets more come, evenly over this time, and returns when they are at their exams; how long each
   * took from the form to the exam, sorted.
   */
  long[] come(int more, Duration over) {
    comingNanos.clear();
    int first = students.size();
    Flux.range(0, more)
        .flatMap(
            number ->
                Mono.delay(over.multipliedBy(number).dividedBy(more))
                    .then(timed(arrive(first + number)))
                    .onErrorResume(error -> noted(error)),
            4_000)
        .then()
        .block(Duration.ofMinutes(10));
    return sorted(comingNanos);
  }

  private Mono<Void> timed(Mono<Void> coming) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return coming.doOnSuccess(done -> comingNanos.add(System.nanoTime() - began));
        });
  }

  private static long[] sorted(Queue<Long> times) {
    return times.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  private <T> Mono<T> noted(Throwable error) {
    String what =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    problems.computeIfAbsent(what, unknown -> new LongAdder()).increment();
    return Mono.empty();
  }

  private Mono<Void> arrive(int number) {
    String form =
        "studentName=Student+" + number + "&parentPhone=010-1234-5678&school=&grade=8&rank=TOP_30";
    return http.headers(
            headers ->
                headers
                    .set("Content-Type", "application/x-www-form-urlencoded")
                    .set("Sec-Fetch-Site", "same-origin")
                    .set("Accept", "text/html"))
        .post()
        .uri("/start")
        .send(body(form))
        .responseSingle(
            (answer, body) -> {
              String location = answer.responseHeaders().get("Location", "");
              String cookie =
                  answer.responseHeaders().getAll("Set-Cookie").stream()
                      .filter(value -> value.startsWith(COOKIE))
                      .map(value -> value.split(";", 2)[0])
                      .findFirst()
                      .orElse("");
              return answer.status().code() == 303 && location.contains("/sessions/")
                  ? body.thenReturn(new Student(location.split("/", -1)[2], cookie))
                  : body.then(Mono.error(unexpected("start", answer)));
            })
        .retryWhen(comingBack())
        .flatMap(
            student ->
                ask(student, HttpMethod.POST, "/sessions/%s/start", "", 303)
                    .then(ask(student, HttpMethod.GET, "/sessions/%s/test", "", 200))
                    .then(
                        ask(
                            student,
                            HttpMethod.POST,
                            "/api/v1/sessions/%s/writer",
                            "{\"page\":\"%s\",\"device\":\"%s\",\"known\":0}"
                                .formatted(UUID.randomUUID(), UUID.randomUUID()),
                            200))
                    .then(
                        ask(
                            student,
                            HttpMethod.POST,
                            "/api/v1/sessions/%s/content-ready",
                            "{}",
                            200))
                    .doOnSuccess(
                        done -> {
                          follow(student);
                          students.add(student);
                        }));
  }

  private void follow(Student student) {
    streams
        .headers(
            headers -> headers.set("Cookie", student.cookie).set("Accept", "text/event-stream"))
        .get()
        .uri("/api/v1/sessions/" + student.session + "/events")
        .response(
            (answer, body) -> {
              if (answer.status().code() != 200) {
                return Mono.error(unexpected("events", answer));
              }
              open.incrementAndGet();
              return body.doFinally(end -> open.decrementAndGet());
            })
        .retryWhen(comingBack())
        .subscribe(bytes -> {}, error -> noted(error).subscribe());
  }

  /** Everybody saves at moments of its own for this long; how long each save took, sorted. */
  long[] work(Duration time) throws InterruptedException {
    nanos.clear();
    List<Disposable> working =
        students.stream().map(student -> saving(student).subscribe()).toList();
    Thread.sleep(time);
    working.forEach(Disposable::dispose);
    Thread.sleep(Duration.ofSeconds(2));
    return sorted(nanos);
  }

  private Flux<Void> saving(Student student) {
    return Mono.defer(
            () ->
                Mono.delay(
                    BETWEEN_SAVES
                        .multipliedBy(2)
                        .multipliedBy(ThreadLocalRandom.current().nextInt(1, 1000))
                        .dividedBy(1000)))
        .flatMap(
            tick -> {
              int save = ++student.saves;
              long began = System.nanoTime();
              return ask(
                      student,
                      HttpMethod.PUT,
                      "/api/v1/sessions/%s/answers/" + (1 + save % 10),
                      "{\"revision\":%d,\"writer\":1,\"parts\":[{\"choices\":[\"%c\"]}]}"
                          .formatted(save, (char) ('A' + save % 4)),
                      200)
                  .doOnSuccess(done -> nanos.add(System.nanoTime() - began))
                  .onErrorResume(error -> noted(error));
            })
        .repeat();
  }

  /** Everybody hands in, evenly over this time. */
  void handIn(Duration over) {
    int all = students.size();
    Flux.range(0, all)
        .flatMap(
            number ->
                Mono.delay(over.multipliedBy(number).dividedBy(all))
                    .then(
                        ask(
                            students.get(number),
                            HttpMethod.POST,
                            "/api/v1/sessions/%s/submission",
                            "{}",
                            200))
                    .onErrorResume(error -> noted(error)),
            4_000)
        .then()
        .block(Duration.ofMinutes(10));
  }

  private Mono<Void> ask(
      Student student, HttpMethod method, String path, String body, int expected) {
    Consumer<HttpHeaders> headers =
        all -> {
          all.set("Cookie", student.cookie)
              .set("Sec-Fetch-Site", "same-origin")
              .set("Accept-Encoding", "gzip")
              .set("Accept", path.startsWith("/api/") ? "application/json" : "text/html");
          if (method.equals(HttpMethod.GET)) {
            return;
          }
          all.set(
              "Content-Type",
              path.startsWith("/api/") ? "application/json" : "application/x-www-form-urlencoded");
          all.set("Content-Length", body.length());
        };
    return http.headers(headers)
        .request(method)
        .uri(path.formatted(student.session))
        .send(body.isEmpty() ? Mono.empty() : body(body))
        .responseSingle(
            (answer, bytes) ->
                answer.status().code() == expected
                    ? bytes.then()
                    : bytes.then(Mono.<Void>error(unexpected(method.name(), answer))))
        .retryWhen(comingBack());
  }

  private static Mono<ByteBuf> body(String text) {
    return Mono.fromSupplier(() -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    http.configuration().connectionProvider().dispose();
    streams.configuration().connectionProvider().dispose();
  }
}
