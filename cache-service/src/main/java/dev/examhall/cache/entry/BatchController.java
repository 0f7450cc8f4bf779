package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.entry.Entries.Filling;
import dev.examhall.cache.invalidation.Invalidations;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.key.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many values in one call. Bodies are Base64, as JSON has no bytes. */
@RestController
final class BatchController {

  private static final int PARALLEL_PUTS = 16;

  private final BatchReads reads;
  private final Entries entries;
  private final EntryParameters parameters;
  private final Invalidations invalidations;
  private final CacheProperties properties;

  BatchController(
      BatchReads reads,
      Entries entries,
      EntryParameters parameters,
      Invalidations invalidations,
      CacheProperties properties) {
    this.reads = reads;
    this.entries = entries;
    this.parameters = parameters;
    this.invalidations = invalidations;
    this.properties = properties;
  }

  record Puts(@Nullable List<Put> entries) {}

  @SuppressWarnings("ArrayRecordComponent")
  record Put(
      @Nullable String key,
      byte @Nullable [] body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable String ttl,
      @Nullable String stale,
      @Nullable List<String> tags,
      @Nullable String fillToken) {}

  record Results(List<Result> results) {}

  record Result(String key, Outcome outcome) {}

  enum Outcome {
    STORED,
    INVALIDATED_MEANWHILE,
    TOO_LARGE
  }

  @PostMapping("/api/v1/cache/batch-get")
  Mono<Void> get(@RequestBody byte[] body, ServerWebExchange exchange) {
    boolean bytes =
        BatchReads.BYTES
            .toString()
            .equals(exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT));
    ServerHttpResponse response = exchange.getResponse();
    return reads
        .reply(body, bytes, response.getHeaders()::set)
        .flatMap(reply -> EntryController.send(response, reply));
  }

  @PostMapping("/api/v1/cache/batch-put")
  Mono<Results> put(@RequestBody Puts puts) {
    List<Checked> checked =
        parameters.bounded("entries", puts.entries()).stream().map(this::checked).toList();
    return Flux.fromIterable(checked)
        .flatMapSequential(this::store, PARALLEL_PUTS)
        .collectList()
        .map(Results::new);
  }

  private record Checked(EntryKey key, @Nullable FillToken token, Filling filling) {}

  /** All are checked before any is stored. */
  private Checked checked(Put put) {
    String token = put.fillToken();
    return new Checked(
        parameters.key(put.key()),
        token == null ? null : FillToken.parse(token),
        new Filling(
            parameters.ttl(put.ttl()),
            parameters.stale(put.stale()),
            Tag.check(Objects.requireNonNullElse(put.tags(), List.of())),
            Duration.ZERO,
            Objects.requireNonNullElse(put.contentType(), "application/octet-stream"),
            put.contentEncoding(),
            Objects.requireNonNullElse(put.body(), new byte[0])));
  }

  private Mono<Result> store(Checked put) {
    String name = put.key().toString();
    if (put.filling().body().length > properties.maximumValueSize().toBytes()) {
      return Mono.just(new Result(name, Outcome.TOO_LARGE));
    }
    FillToken token = put.token();
    if (token == null) {
      return invalidations
          .announcing(put.key(), entries.put(put.key(), put.filling()))
          .thenReturn(new Result(name, Outcome.STORED));
    }
    return entries
        .fill(put.key(), token, put.filling())
        .map(stored -> new Result(name, stored ? Outcome.STORED : Outcome.INVALIDATED_MEANWHILE));
  }
}
