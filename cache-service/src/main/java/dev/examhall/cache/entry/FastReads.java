package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.KnownServices;
import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.key.EntryKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Answers reads before the filters and the dispatcher, which cost more than the read itself.
 * Whatever is not plainly a good read of a known service, or goes wrong before there is an answer,
 * takes the way of all other requests and is answered there.
 */
@Component
final class FastReads implements HttpHandlerDecoratorFactory {

  private static final String BASE = "/api/v1/cache/";
  private static final String BATCH = BASE + "batch-get";
  private static final String ONE = BASE + "{prefix}/{key}";
  private static final int LARGEST_BATCH_REQUEST = 256 << 10;

  private final KnownServices services;
  private final Entries entries;
  private final EntryParameters parameters;
  private final EntryAnswers answers;
  private final BatchReads batches;
  private final MeterRegistry registry;
  private final ConcurrentHashMap<String, Timer> timers = new ConcurrentHashMap<>();

  FastReads(
      KnownServices services,
      Entries entries,
      EntryParameters parameters,
      EntryAnswers answers,
      BatchReads batches,
      MeterRegistry registry) {
    this.services = services;
    this.entries = entries;
    this.parameters = parameters;
    this.answers = answers;
    this.batches = batches;
    this.registry = registry;
  }

  @Override
  public HttpHandler apply(HttpHandler next) {
    return (request, response) -> {
      String path = request.getURI().getRawPath();
      if (!path.startsWith(BASE) || !services.include(request.getHeaders())) {
        return next.handle(request, response);
      }
      if (request.getMethod() == HttpMethod.GET) {
        return one(next, request, response, path);
      }
      if (request.getMethod() == HttpMethod.POST && path.equals(BATCH)) {
        return batch(next, request, response);
      }
      return next.handle(request, response);
    };
  }

  private Mono<Void> one(
      HttpHandler next, ServerHttpRequest request, ServerHttpResponse response, String path) {
    int slash = path.indexOf('/', BASE.length());
    if (slash < 0 || path.indexOf('/', slash + 1) >= 0 || path.indexOf('%') >= 0) {
      return next.handle(request, response);
    }
    Mono<Answer> answer;
    try {
      EntryKey key =
          parameters.key(path.substring(BASE.length(), slash), path.substring(slash + 1));
      boolean lease = true;
      String wait = null;
      if (request.getURI().getRawQuery() != null) {
        lease = !"false".equals(request.getQueryParams().getFirst("lease"));
        wait = request.getQueryParams().getFirst("wait");
      }
      answer = lease ? entries.read(key, parameters.wait(wait)) : entries.peek(key);
    } catch (RuntimeException refused) {
      return next.handle(request, response);
    }
    long began = System.nanoTime();
    return answer
        .flatMap(found -> answers.send(request, response, found))
        .doOnSuccess(sent -> record("GET", ONE, response, began))
        .onErrorResume(failed -> otherWay(next, request, response, failed));
  }

  private Mono<Void> batch(
      HttpHandler next, ServerHttpRequest request, ServerHttpResponse response) {
    MediaType type = request.getHeaders().getContentType();
    long length = request.getHeaders().getContentLength();
    if (!MediaType.APPLICATION_JSON.equals(type) || length < 0 || length > LARGEST_BATCH_REQUEST) {
      return next.handle(request, response);
    }
    long began = System.nanoTime();
    return DataBufferUtils.join(request.getBody(), LARGEST_BATCH_REQUEST)
        .map(FastReads::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(
            body ->
                Mono.defer(() -> batches.answer(body, request, response))
                    .doOnSuccess(sent -> record("POST", BATCH, response, began))
                    .onErrorResume(
                        failed ->
                            otherWay(next, again(request, response, body), response, failed)));
  }

  /** The same request with its body, which was read already. */
  private static ServerHttpRequest again(
      ServerHttpRequest request, ServerHttpResponse response, byte[] body) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return Flux.just(response.bufferFactory().wrap(body));
      }
    };
  }

  private static Mono<Void> otherWay(
      HttpHandler next, ServerHttpRequest request, ServerHttpResponse response, Throwable failed) {
    return response.isCommitted() ? Mono.error(failed) : next.handle(request, response);
  }

  private static byte[] bytes(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    return bytes;
  }

  /** Counts as the observation of other requests does. */
  private void record(String method, String uri, ServerHttpResponse response, long began) {
    int status = response.getStatusCode() == null ? 200 : response.getStatusCode().value();
    timers
        .computeIfAbsent(method + status, key -> timer(method, uri, status))
        .record(Duration.ofNanos(System.nanoTime() - began));
  }

  private Timer timer(String method, String uri, int status) {
    return Timer.builder("http.server.requests")
        .tag("error", "none")
        .tag("exception", "none")
        .tag("method", method)
        .tag("outcome", outcome(status))
        .tag("status", Integer.toString(status))
        .tag("uri", uri)
        .register(registry);
  }

  private static String outcome(int status) {
    return status < 300 ? "SUCCESS" : status < 400 ? "REDIRECTION" : "CLIENT_ERROR";
  }
}
