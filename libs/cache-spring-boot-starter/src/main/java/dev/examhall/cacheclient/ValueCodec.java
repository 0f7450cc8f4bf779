package dev.examhall.cacheclient;

import dev.examhall.cacheclient.Lookup.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Values to bytes and back: JSON, or the bytes themselves; compressed from a size on. */
final class ValueCodec {

  static final String JSON = "application/json";
  static final String BYTES = "application/octet-stream";
  private static final String GZIP = "gzip";

  private final JsonMapper mapper;
  private final int compressFrom;
  private final int largest;

  ValueCodec(JsonMapper mapper, int compressFrom, int largest) {
    this.mapper = mapper;
    this.compressFrom = compressFrom;
    this.largest = largest;
  }

  /** A value that cannot be written or read; the cache does without it. */
  static final class NotCacheable extends Exception {
    private static final long serialVersionUID = 1;

    NotCacheable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  Payload encode(Type type, @Nullable Object value) throws NotCacheable {
    byte[] bytes;
    String contentType;
    if (value instanceof byte[] raw) {
      bytes = raw;
      contentType = BYTES;
    } else {
      contentType = JSON;
      try {
        bytes = mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value);
      } catch (JacksonException e) {
        throw new NotCacheable("a value of " + type.getTypeName() + " has no JSON form", e);
      }
    }
    String encoding = null;
    if (bytes.length >= compressFrom) {
      byte[] compressed = compress(bytes);
      if (compressed.length < bytes.length) {
        bytes = compressed;
        encoding = GZIP;
      }
    }
    if (bytes.length > largest) {
      throw new NotCacheable(
          "a value of %s has %d bytes, more than the %d that are kept"
              .formatted(type.getTypeName(), bytes.length, largest),
          null);
    }
    return new Payload(bytes, contentType, encoding);
  }

  @Nullable Object decode(Type type, Payload payload) throws NotCacheable {
    try {
      byte[] bytes =
          GZIP.equals(payload.contentEncoding()) ? decompress(payload.bytes()) : payload.bytes();
      if (payload.contentType().startsWith(JSON)) {
        return mapper.readValue(bytes, mapper.constructType(type));
      }
      if (type == byte[].class) {
        return bytes;
      }
      throw new NotCacheable(
          payload.contentType() + " was found where " + type.getTypeName() + " is expected", null);
    } catch (JacksonException | IOException e) {
      throw new NotCacheable("what was kept is no " + type.getTypeName(), e);
    }
  }

  /** JSON of arguments, for keys. */
  String json(Object value) {
    return mapper.writeValueAsString(value);
  }

  private static byte[] compress(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  private byte[] decompress(byte[] bytes) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return gzip.readAllBytes();
    }
  }
}
