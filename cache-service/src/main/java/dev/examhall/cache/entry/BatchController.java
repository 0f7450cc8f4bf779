package dev.examhall.cache.entry;

import dev.examhall.cache.configuration.CacheProperties;
import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.entry.Entries.Filling;
import dev.examhall.cache.invalidation.Invalidations;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.key.Tag;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many values in one call. Bodies are Base64, as JSON has no bytes. */
@RestController
final class BatchController {

  private static final int MOST_KEYS = 256;
  private static final int PARALLEL_PUTS = 16;

  private final Entries entries;
  private final EntryParameters parameters;
  private final Invalidations invalidations;
  private final CacheProperties properties;

  BatchController(
      Entries entries,
      EntryParameters parameters,
      Invalidations invalidations,
      CacheProperties properties) {
    this.entries = entries;
    this.parameters = parameters;
    this.invalidations = invalidations;
    this.properties = properties;
  }

  record Keys(@Nullable List<String> keys) {}

  record Values(List<Value> entries) {}

  /** One of the keys; without a value {@code hit} is false and the rest null. */
  @SuppressWarnings("ArrayRecordComponent")
  record Value(
      String key,
      boolean hit,
      byte @Nullable [] body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      @Nullable Long ageSeconds,
      @Nullable Long ttlSeconds) {}

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
  Mono<Values> get(@RequestBody Keys wanted) {
    List<String> texts = bounded("keys", wanted.keys());
    List<EntryKey> keys = texts.stream().map(this::key).toList();
    return entries
        .peekAll(keys)
        .map(
            answers -> {
              long now = System.currentTimeMillis();
              List<Value> values = new ArrayList<>(answers.size());
              for (int i = 0; i < answers.size(); i++) {
                values.add(value(texts.get(i), answers.get(i), now));
              }
              return new Values(values);
            });
  }

  @PostMapping("/api/v1/cache/batch-put")
  Mono<Results> put(@RequestBody Puts puts) {
    List<Checked> checked = bounded("entries", puts.entries()).stream().map(this::checked).toList();
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
        key(put.key()),
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

  private EntryKey key(@Nullable String text) {
    int colon = text == null ? -1 : text.indexOf(':');
    if (text == null || colon <= 0) {
      throw new RequestRefusedException(
          new Refusal.MalformedKey(String.valueOf(text), "a key is prefix:entity:rest"));
    }
    return parameters.key(text.substring(0, colon), text.substring(colon + 1));
  }

  private static Value value(String key, Answer answer, long now) {
    return switch (answer) {
      case Answer.Hit hit -> {
        ByteBuffer body = hit.value().body();
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        yield new Value(
            key,
            true,
            bytes,
            hit.value().contentType(),
            hit.value().contentEncoding(),
            hit.value().ageSeconds(now),
            Math.floorDiv(hit.freshFor().toMillis(), 1000L));
      }
      case Answer.Miss miss -> new Value(key, false, null, null, null, null, null);
    };
  }

  private static <T> List<T> bounded(String name, @Nullable List<T> values) {
    if (values == null || values.isEmpty() || values.size() > MOST_KEYS) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter(name, "1 to " + MOST_KEYS + " in one request"));
    }
    return values;
  }
}
