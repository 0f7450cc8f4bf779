package dev.examhall.cache.entry;

import dev.examhall.cache.entry.Entries.Answer;
import dev.examhall.cache.key.EntryKey;
import dev.examhall.cache.problem.Refusal;
import dev.examhall.cache.problem.RequestRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Many values in one answer: as JSON, or as bytes for who asks for {@link #BYTES}. */
@Component
final class BatchReads {

  /**
   * For each key in its order: one byte, 0 without a value; else 1 and then the seconds it is still
   * fresh (8 bytes), its age in seconds (8), its content type and its content coding (2 bytes of
   * length and ASCII each), and its body (4 bytes of length). Numbers are big-endian.
   */
  static final MediaType BYTES = new MediaType("application", "vnd.examhall.values");

  private final Entries entries;
  private final EntryParameters parameters;
  private final JsonMapper mapper;
  private final ObjectReader keysReader;

  BatchReads(Entries entries, EntryParameters parameters, JsonMapper mapper) {
    this.entries = entries;
    this.parameters = parameters;
    this.mapper = mapper;
    this.keysReader = mapper.readerFor(Keys.class);
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

  /**
   * The response to a request with this body.
   *
   * @param bytes whether it asks for {@link #BYTES}
   * @param headers takes the response's header fields, but for the length
   */
  Mono<Reply> reply(byte[] body, boolean bytes, BiConsumer<String, String> headers) {
    List<String> texts = parameters.bounded("keys", keys(body));
    List<EntryKey> keys = texts.stream().map(parameters::key).toList();
    return entries
        .peekAll(keys)
        .map(
            answers -> {
              headers.accept(
                  HttpHeaders.CONTENT_TYPE,
                  bytes ? BYTES.toString() : MediaType.APPLICATION_JSON_VALUE);
              return new Reply(
                  HttpStatus.OK.value(),
                  ByteBuffer.wrap(
                      bytes ? bytes(answers) : mapper.writeValueAsBytes(values(texts, answers))));
            });
  }

  private @Nullable List<String> keys(byte[] body) {
    try {
      Keys keys = keysReader.readValue(body);
      return keys == null ? null : keys.keys();
    } catch (JacksonException e) {
      throw new RequestRefusedException(
          new Refusal.MalformedParameter("keys", "the body is no JSON of the form {\"keys\":[…]}"));
    }
  }

  private static Values values(List<String> keys, List<Answer> answers) {
    long now = System.currentTimeMillis();
    List<Value> values = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      values.add(value(keys.get(i), answers.get(i), now));
    }
    return new Values(values);
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

  private static byte[] bytes(List<Answer> answers) {
    long now = System.currentTimeMillis();
    int size = 0;
    for (Answer answer : answers) {
      size += 1;
      if (answer instanceof Answer.Hit hit) {
        size += 24 + hit.value().contentType().length() + coding(hit).length();
        size += hit.value().bodyLength();
      }
    }
    ByteBuffer buffer = ByteBuffer.allocate(size);
    for (Answer answer : answers) {
      if (answer instanceof Answer.Hit hit) {
        buffer.put((byte) 1);
        buffer.putLong(Math.floorDiv(hit.freshFor().toMillis(), 1000L));
        buffer.putLong(hit.value().ageSeconds(now));
        text(buffer, hit.value().contentType());
        text(buffer, coding(hit));
        buffer.putInt(hit.value().bodyLength()).put(hit.value().body());
      } else {
        buffer.put((byte) 0);
      }
    }
    return buffer.array();
  }

  private static String coding(Answer.Hit hit) {
    return Objects.requireNonNullElse(hit.value().contentEncoding(), "");
  }

  private static void text(ByteBuffer buffer, String text) {
    buffer.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
  }
}
