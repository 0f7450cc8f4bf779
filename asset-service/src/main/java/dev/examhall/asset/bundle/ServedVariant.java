package dev.examhall.asset.bundle;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One encoding of a file, and what is said with it. */
final class ServedVariant {
  private final String etag;
  private final ByteBuf bytes;
  private final Map<String, String> headers;
  private final Map<String, String> contentHeaders;
  private volatile @Nullable Heads heads;

  ServedVariant(
      String etag, ByteBuf bytes, Map<String, String> headers, Map<String, String> contentHeaders) {
    this.etag = etag;
    this.bytes = bytes;
    this.headers = headers;
    this.contentHeaders = contentHeaders;
  }

  /**
   * Headers as Netty writes them, with the date.
   *
   * @param whole of an answer with the content, or to {@code HEAD}
   * @param notModified of an answer without
   */
  record Heads(long second, HttpHeaders whole, HttpHeaders notModified) {}

  /** Strong, with its quotes. */
  String etag() {
    return etag;
  }

  /** Outside the heap, shared by all requests: duplicate it, never release it. */
  ByteBuf bytes() {
    return bytes;
  }

  /** Of every answer, also one that there is nothing new. */
  Map<String, String> headers() {
    return headers;
  }

  /** Of an answer with the content, or to {@code HEAD}. */
  Map<String, String> contentHeaders() {
    return contentHeaders;
  }

  /**
   * Headers that are shared by all answers of one second: read them only.
   *
   * @param millis now
   */
  Heads heads(long millis) {
    long second = millis / 1000;
    Heads known = heads;
    if (known == null || known.second() != second) {
      CharSequence date = new AsciiString(DateFormatter.format(new Date(millis)));
      HttpHeaders notModified = with(headers, date);
      HttpHeaders whole = with(headers, date);
      contentHeaders.forEach((name, value) -> whole.set(ascii(name), new AsciiString(value)));
      known = new Heads(second, whole, notModified);
      heads = known;
    }
    return known;
  }

  private static HttpHeaders with(Map<String, String> headers, CharSequence date) {
    HttpHeaders netty = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    netty.set(HttpHeaderNames.DATE, date);
    headers.forEach((name, value) -> netty.set(ascii(name), new AsciiString(value)));
    return netty;
  }

  private static AsciiString ascii(String name) {
    return new AsciiString(name);
  }
}
