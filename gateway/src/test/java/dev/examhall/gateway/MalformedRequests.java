package dev.examhall.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Requests as no browser sends them, the same ones for a seed. Each names itself in its path, and
 * claims to be somebody in every header that could be believed.
 */
final class MalformedRequests {

  /** What no service may ever see. */
  static final String FORGED = "f0rged";

  private static final List<String> PATHS =
      List.of(
          "/",
          "/start",
          "/sessions/1/test",
          "/teacher/dashboard",
          "/api/v1/sessions/1/answers/1",
          "/api/v1/exams",
          "/api/v1/cache/exam/1",
          "/actuator/env",
          "/ops",
          "/assets/a.js",
          "/sign-in",
          "/.well-known/jwks.json");
  private static final List<String> METHODS =
      List.of(
          "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "G\0T");
  private static final List<String> IDENTITIES =
      List.of(
          "Authorization: Bearer " + FORGED,
          "authorization : Bearer " + FORGED,
          "AUTHORIZATION:\tBearer " + FORGED,
          "Authorization: Bearer a\r\n " + FORGED,
          "X-Examhall-Person: " + FORGED,
          "x-examhall-roles:OPERATOR " + FORGED,
          "X-Examhall-Release: " + FORGED,
          "Examhall-Time-Left: -1",
          "X-Forwarded-For: " + FORGED,
          "X-Forwarded-Host: " + FORGED,
          "X-Forwarded-Proto: https",
          "Forwarded: for=" + FORGED,
          "X-Real-IP: " + FORGED,
          "X-Original-URL: /" + FORGED,
          "X-HTTP-Method-Override: " + FORGED,
          "Cookie: examhall_session=" + FORGED,
          "Cookie: a=b; examhall_session=eyJhbGciOiJub25lIn0.e30." + FORGED,
          "Connection: Authorization, keep-alive",
          "Connection: close, X-Forwarded-For",
          "Proxy-Authorization: Basic " + FORGED,
          "Via: " + FORGED);
  private static final List<String> BROKEN_LINES =
      List.of(
          "Content-Length: 5\r\nContent-Length: 6",
          "Content-Length: 5, 5",
          "Content-Length: -1",
          "Content-Length: +5",
          "Content-Length: 0x5",
          "Content-Length: 99999999999999999999",
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:\u000bchunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: cow",
          " Folded: first",
          "No-Colon",
          ": no name",
          "Bad Name: x",
          "Nul: a\0b",
          "Bare: a\rb",
          "Host: other\r\nHost: another",
          "Expect: 100-continue",
          "Expect: the-unexpected",
          "Upgrade: h2c\r\n"
              + "Connection: Upgrade, HTTP2-Settings\r\n"
              + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
          "Upgrade: websocket\r\n"
              + "Connection: Upgrade\r\n"
              + "Sec-WebSocket-Key: x\r\n"
              + "Sec-WebSocket-Version: 13",
          "Range: bytes=9-1,-,a-b",
          "Accept: " + "text/html;".repeat(40) + "\u00ff",
          "Accept: ;;;,,,/",
          "Content-Type: ///",
          "Cookie: ;=;=;\u0001=;;",
          "Origin: http://[",
          "If-None-Match: \"",
          "Accept-Language: \u0000");
  private static final List<String> TARGET_ENDS =
      List.of(
          "",
          "?a=%",
          "?a=%zz",
          "?%00",
          "/%2e%2e/%2e%2e/actuator",
          "/..;/x",
          "/%c0%ae%c0%ae/",
          "//",
          "/%ff%fe",
          "\\..\\x",
          "?x=[{|}]",
          "#fragment",
          "/\u00e9\u00ff",
          "/{id}",
          "%",
          "?" + "a".repeat(9000),
          "/" + "b".repeat(3000));

  private final Random random;

  MalformedRequests(long seed) {
    this.random = new Random(seed);
  }

  byte[] next() {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    switch (random.nextInt(12)) {
      case 0 -> noise(request);
      case 1 -> write(request, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      case 2 -> write(request, head() + "\n\n");
      case 3 -> {
        // one request inside the body of another
        String inner =
            "GET /smuggled HTTP/1.1\r\nHost: x\r\nX-Examhall-Person: " + FORGED + "\r\n\r\n";
        write(
            request,
            "POST /start HTTP/1.1\r\nHost: x\r\n"
                + pick(BROKEN_LINES.subList(0, 13))
                + "\r\n\r\n0\r\n\r\n"
                + inner);
      }
      case 4 -> {
        write(request, head());
        for (int i = 0; i < 300; i++) {
          write(request, "X-" + i + ": " + "y".repeat(80) + "\r\n");
        }
        write(request, "\r\n");
      }
      default -> {
        write(request, head());
        for (int i = random.nextInt(4); i >= 0; i--) {
          write(request, pick(random.nextBoolean() ? IDENTITIES : BROKEN_LINES) + "\r\n");
        }
        write(request, "\r\n");
        if (random.nextBoolean()) {
          write(
              request,
              pick(
                  List.of(
                      "5\r\nhello\r\n0\r\n\r\n",
                      "zz\r\n",
                      "hello",
                      "-1\r\n\r\n",
                      "0\r\nX: y\r\n\r\n")));
        }
      }
    }
    byte[] bytes = request.toByteArray();
    for (int flips = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 0; flips > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private String head() {
    String version =
        pick(List.of("HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", "HTTP", ""));
    String separator = random.nextInt(10) == 0 ? "\t" : " ";
    return pick(METHODS)
        + separator
        + pick(PATHS)
        + (random.nextBoolean() ? "" : pick(TARGET_ENDS))
        + separator
        + version
        + "\r\nHost: "
        + pick(List.of("x", "x", "", "a b", "[", "x:99999999"))
        + "\r\n";
  }

  private void noise(ByteArrayOutputStream request) {
    byte[] noise = new byte[1 + random.nextInt(400)];
    random.nextBytes(noise);
    request.writeBytes(noise);
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void write(ByteArrayOutputStream request, String text) {
    request.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
