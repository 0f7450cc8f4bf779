package dev.examhall.cache.entry;

import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.entry.Entries.Wish;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.problem.RequestRefusedException;
import dev.examhall.identity.Caller;
import dev.examhall.identity.VerifiedTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * Answers reads on the server itself, ahead of the framework's requests, filters and dispatcher,
 * which cost more than the read. Only what a service asks whose token the security chain has
 * verified comes here; whatever is not plainly a good read, or goes wrong before there is an
 * answer, takes the way of all other requests and is answered there.
 */
@Component
final class FastReads implements NettyRouteProvider {

  private static final String BASE = "/api/v1/cache/";
  private static final String BATCH = BASE + "batch-get";
  private static final String ONE = BASE + "{prefix}/{key}";
  private static final Wish LEASE = new Wish(true, Duration.ZERO);
  private static final int LARGEST_BATCH_REQUEST = 256 << 10;

  private final VerifiedTokens tokens;
  private final Entries entries;
  private final EntryParameters parameters;
  private final EntryAnswers answers;
  private final BatchReads batches;
  private final MeterRegistry registry;
  private final ObjectProvider<HttpHandler> others;
  private final ConcurrentHashMap<Integer, Timer> timersOfOne = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, Timer> timersOfBatch = new ConcurrentHashMap<>();

  FastReads(
      VerifiedTokens tokens,
      Entries entries,
      EntryParameters parameters,
      EntryAnswers answers,
      BatchReads batches,
      MeterRegistry registry,
      ObjectProvider<HttpHandler> others) {
    this.tokens = tokens;
    this.entries = entries;
    this.parameters = parameters;
    this.answers = answers;
    this.batches = batches;
    this.registry = registry;
    this.others = others;
  }

  @Override
  public HttpServerRoutes apply(HttpServerRoutes routes) {
    return routes.route(this::isGet, this::one).route(this::isBatch, this::batch);
  }

  private boolean isGet(HttpServerRequest request) {
    return HttpMethod.GET.equals(request.method())
        && request.uri().startsWith(BASE)
        && isOfKnownService(request.requestHeaders());
  }

  private boolean isBatch(HttpServerRequest request) {
    if (!HttpMethod.POST.equals(request.method()) || !request.uri().equals(BATCH)) {
      return false;
    }
    HttpHeaders headers = request.requestHeaders();
    int length = headers.getInt(HttpHeaderNames.CONTENT_LENGTH, -1);
    return length >= 0
        && length <= LARGEST_BATCH_REQUEST
        && MediaType.APPLICATION_JSON_VALUE.equals(headers.get(HttpHeaderNames.CONTENT_TYPE))
        && isOfKnownService(headers);
  }

  private boolean isOfKnownService(HttpHeaders headers) {
    List<String> authorization = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    return authorization.size() == 1
        && tokens.callerOf(authorization.getFirst()) instanceof Caller.Service;
  }

  private Mono<Void> one(HttpServerRequest request, HttpServerResponse response) {
    String uri = request.uri();
    int question = uri.indexOf('?');
    int end = question < 0 ? uri.length() : question;
    int slash = uri.indexOf('/', BASE.length());
    // Escapes are read by the other way; in keys there is no need for any.
    if (slash < 0
        || slash > end
        || uri.lastIndexOf('/', end) != slash
        || uri.indexOf('%') >= 0
        || uri.indexOf('+') >= 0) {
      return otherWay(request, response);
    }
    EntryKey key;
    Wish wish;
    try {
      key = parameters.key(uri.substring(BASE.length(), slash), uri.substring(slash + 1, end));
      wish =
          question < 0
              ? LEASE
              : parameters.wish(
                  parameter(uri, question, "lease="), parameter(uri, question, "wait="));
    } catch (RequestRefusedException refused) {
      return otherWay(request, response);
    }
    return Mono.<Mono<Void>>create(
            sink -> entries.read(key, wish, new One(request, response, sink)))
        .flatMap(Function.identity());
  }

  /** The answer to one read. */
  private final class One implements Entries.Then {

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final MonoSink<Mono<Void>> sink;
    private final long began = System.nanoTime();

    private One(HttpServerRequest request, HttpServerResponse response, MonoSink<Mono<Void>> sink) {
      this.request = request;
      this.response = response;
      this.sink = sink;
    }

    @Override
    public void answer(Answer answer) {
      Mono<Void> sending;
      try {
        sending = sending(answer);
      } catch (RuntimeException e) {
        sink.error(e);
        return;
      }
      sink.success(sending);
    }

    @Override
    public void goOn(Mono<Answer> rest) {
      sink.success(
          rest.map(this::sending)
              .onErrorResume(failed -> Mono.just(otherWay(request, response)))
              .flatMap(Function.identity()));
    }

    private Mono<Void> sending(Answer answer) {
      Reply reply =
          answers.reply(
              answer,
              request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH),
              response.responseHeaders()::set);
      timer(timersOfOne, "GET", ONE, reply.status()).record(since(began));
      return send(response, reply);
    }
  }

  /** The first of that name. */
  private static @Nullable String parameter(String uri, int question, String name) {
    for (int from = question + 1; from > 0; from = uri.indexOf('&', from) + 1) {
      if (uri.startsWith(name, from)) {
        int end = uri.indexOf('&', from);
        return uri.substring(from + name.length(), end < 0 ? uri.length() : end);
      }
    }
    return null;
  }

  private Mono<Void> batch(HttpServerRequest request, HttpServerResponse response) {
    long began = System.nanoTime();
    boolean bytes =
        BatchReads.BYTES.toString().equals(request.requestHeaders().get(HttpHeaderNames.ACCEPT));
    return request
        .receive()
        .aggregate()
        .asByteArray()
        .defaultIfEmpty(new byte[0])
        .flatMap(
            body ->
                Mono.defer(() -> batches.reply(body, bytes, response.responseHeaders()::set))
                    .map(
                        reply -> {
                          timer(timersOfBatch, "POST", BATCH, reply.status()).record(since(began));
                          return send(response, reply);
                        })
                    .onErrorResume(failed -> Mono.just(otherWay(request, response, body))))
        .flatMap(Function.identity());
  }

  /** Head and body in one write. */
  private static Mono<Void> send(HttpServerResponse response, Reply reply) {
    response.status(reply.status());
    if (reply.status() == Reply.NOT_MODIFIED) {
      return response.send();
    }
    response.header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(reply.body().remaining()));
    return response.sendObject(Unpooled.wrappedBuffer(reply.body())).then();
  }

  private Mono<Void> otherWay(HttpServerRequest request, HttpServerResponse response) {
    return new ReactorHttpHandlerAdapter(others.getObject()).apply(request, response);
  }

  /** With the body that was read already. */
  private Mono<Void> otherWay(HttpServerRequest request, HttpServerResponse response, byte[] body) {
    HttpHandler other = others.getObject();
    HttpHandler again =
        (asked, answered) ->
            other.handle(
                new ServerHttpRequestDecorator(asked) {
                  @Override
                  public Flux<DataBuffer> getBody() {
                    return Flux.just(answered.bufferFactory().wrap(body));
                  }
                },
                answered);
    return new ReactorHttpHandlerAdapter(again).apply(request, response);
  }

  private static Duration since(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Counts as the observation of other requests does. */
  private Timer timer(
      ConcurrentHashMap<Integer, Timer> timers, String method, String uri, int status) {
    Timer known = timers.get(status);
    return known != null
        ? known
        : timers.computeIfAbsent(
            status,
            fresh ->
                Timer.builder("http.server.requests")
                    .tag("error", "none")
                    .tag("exception", "none")
                    .tag("method", method)
                    .tag("outcome", outcome(status))
                    .tag("status", Integer.toString(status))
                    .tag("uri", uri)
                    .register(registry));
  }

  private static String outcome(int status) {
    return status < 300 ? "SUCCESS" : status < 400 ? "REDIRECTION" : "CLIENT_ERROR";
  }
}
