package dev.examhall.gateway.web;

import dev.examhall.gateway.GatewayProperties;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/**
 * Tells how a request came. Forwarded headers count only when the peer is a trusted proxy, and in a
 * chain only as far as the proxies are trusted, read from the end.
 */
@Component
public final class ClientReader {

  private static final String FORWARDED_FOR = "X-Forwarded-For";
  private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
  private static final String FORWARDED_HOST = "X-Forwarded-Host";
  private static final String UNKNOWN = "unknown";
  private static final HexFormat HEX = HexFormat.of();

  private final Networks trusted;

  @Autowired
  ClientReader(GatewayProperties properties) {
    this(new Networks(properties.trustedProxies()));
  }

  ClientReader(Networks trusted) {
    this.trusted = trusted;
  }

  Client read(ServerHttpRequest request) {
    return read(
        request.getRemoteAddress(), request.getSslInfo() != null, request.getHeaders()::getOrEmpty);
  }

  /**
   * Tells how a request came.
   *
   * @param headers all lines of a header by its name, none where there is none
   */
  public Client read(
      @Nullable InetSocketAddress remote, boolean tls, Function<String, List<String>> headers) {
    InetAddress peer = remote == null ? null : remote.getAddress();
    List<String> hosts = headers.apply(HttpHeaders.HOST);
    String host = hosts.isEmpty() ? null : hosts.getFirst();
    if (peer == null || trusted.isEmpty() || !trusted.contains(peer)) {
      return new Client(
          peer == null ? UNKNOWN : peer.getHostAddress(), tls, host == null ? "" : host, traceId());
    }
    String proto = last(headers, FORWARDED_PROTO);
    String forwardedHost = last(headers, FORWARDED_HOST);
    return new Client(
        clientBehind(peer, headers),
        proto == null ? tls : "https".equalsIgnoreCase(proto),
        forwardedHost == null ? (host == null ? "" : host) : forwardedHost,
        traceId());
  }

  private String clientBehind(InetAddress peer, Function<String, List<String>> headers) {
    InetAddress client = peer;
    List<String> hops =
        headers.apply(FORWARDED_FOR).stream()
            .flatMap(line -> List.of(line.split(",", -1)).stream())
            .toList();
    for (int i = hops.size() - 1; i >= 0 && trusted.contains(client); i--) {
      try {
        client = Networks.literal(hops.get(i).strip());
      } catch (IllegalArgumentException e) {
        // what a proxy could not have written ends the chain
        break;
      }
    }
    return client.getHostAddress();
  }

  private static @Nullable String last(Function<String, List<String>> headers, String name) {
    List<String> lines = headers.apply(name);
    if (lines.isEmpty()) {
      return null;
    }
    String line = lines.getLast();
    return line.substring(line.lastIndexOf(',') + 1).strip();
  }

  private static String traceId() {
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      return span.getTraceId();
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong());
  }
}
