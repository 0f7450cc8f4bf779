package dev.examhall.gateway.route;

import dev.examhall.gateway.relay.PersonTokens;
import dev.examhall.gateway.session.SessionCookie;
import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.Client;
import dev.examhall.identity.ServiceTokens;
import dev.examhall.identity.TimeLeft;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/**
 * The headers by which a service is asked: the client's without those by which somebody outside
 * could claim to be somebody and those that belong to its own connection, and the gateway's word in
 * their place.
 */
@Component
final class RelayHeaders {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "host",
          "expect",
          "http2-settings");

  private static final Set<String> CLAIMS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "proxy-authenticate",
          "forwarded",
          "x-real-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override",
          "x-method-override",
          "via");

  private final PersonTokens people;
  private final ServiceTokens services;

  RelayHeaders(PersonTokens people, ServiceTokens services) {
    this.people = people;
    this.services = services;
  }

  HttpHeaders of(ServerWebExchange exchange, Route route, Duration timeLeft) {
    org.springframework.http.HttpHeaders received = exchange.getRequest().getHeaders();
    HttpHeaders relayed = passedOn(lines(received), received.getConnection());
    String audience = route.backend().serviceId();
    SignedIn person = SignedIn.of(exchange);
    say(
        relayed,
        Client.of(exchange),
        person == null ? services.visitorTokenFor(audience) : people.tokenFor(person, audience),
        timeLeft);
    if (received.getContentLength() < 0
        && received.containsHeader(org.springframework.http.HttpHeaders.TRANSFER_ENCODING)) {
      relayed.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return relayed;
  }

  /** Of somebody who is not signed in. */
  HttpHeaders ofVisitor(HttpHeaders received, Client client, Route route, Duration timeLeft) {
    HttpHeaders relayed = passedOn(received, received.getAll(HttpHeaderNames.CONNECTION));
    say(relayed, client, services.visitorTokenFor(route.backend().serviceId()), timeLeft);
    return relayed;
  }

  private static void say(HttpHeaders relayed, Client client, String token, Duration timeLeft) {
    relayed.set("X-Forwarded-For", client.address());
    relayed.set("X-Forwarded-Proto", client.scheme());
    relayed.set("X-Forwarded-Host", client.host());
    relayed.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token);
    relayed.set(TimeLeft.HEADER, Long.toString(timeLeft.toMillis()));
  }

  private static List<Map.Entry<String, String>> lines(
      org.springframework.http.HttpHeaders headers) {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    headers.forEach((name, values) -> values.forEach(value -> lines.add(Map.entry(name, value))));
    return lines;
  }

  /**
   * What is passed on of the headers that came.
   *
   * @param connection what came in {@code Connection}
   */
  static HttpHeaders passedOn(
      Iterable<Map.Entry<String, String>> received, List<String> connection) {
    // what came in was validated as it was read
    HttpHeaders relayed =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    Set<String> named = namedBy(connection);
    List<String> cookies = new ArrayList<>(1);
    for (Map.Entry<String, String> line : received) {
      String lower = line.getKey().toLowerCase(Locale.ROOT);
      if (stays(lower) && !named.contains(lower)) {
        if (lower.equals("cookie")) {
          cookies.add(line.getValue());
        } else {
          relayed.add(line.getKey(), line.getValue());
        }
      }
    }
    addCookies(relayed, cookies);
    return relayed;
  }

  private static Set<String> namedBy(List<String> connection) {
    if (connection.isEmpty()) {
      return Set.of();
    }
    Set<String> lower = new HashSet<>();
    for (String line : connection) {
      for (String name : line.split(",", -1)) {
        lower.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return lower;
  }

  private static boolean stays(String name) {
    return !CLAIMS.contains(name)
        && !OF_THE_CONNECTION.contains(name)
        && !name.startsWith("x-forwarded-")
        && !name.startsWith("x-examhall-")
        && !name.startsWith("examhall-")
        // pseudo headers of HTTP/2 and what the codec notes of its streams
        && !name.startsWith("x-http2-")
        && !name.startsWith(":");
  }

  /** HTTP/2 sends each cookie in a line of its own; services get one line. */
  private static void addCookies(HttpHeaders relayed, List<String> lines) {
    List<String> kept =
        lines.stream().map(RelayHeaders::withoutSession).filter(line -> !line.isEmpty()).toList();
    if (!kept.isEmpty()) {
      relayed.set(HttpHeaderNames.COOKIE, String.join("; ", kept));
    }
  }

  /** The session's cookie is between the browser and the gateway. */
  static String withoutSession(String cookieHeader) {
    if (!cookieHeader.contains(SessionCookie.NAME)) {
      return cookieHeader;
    }
    List<String> kept = new ArrayList<>();
    for (String cookie : cookieHeader.split(";", -1)) {
      String trimmed = cookie.strip();
      if (!trimmed.isEmpty() && !trimmed.startsWith(SessionCookie.NAME + "=")) {
        kept.add(trimmed);
      }
    }
    return String.join("; ", kept);
  }
}
