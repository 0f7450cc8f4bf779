package dev.examhall.examrender;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Speaks asset-service's API on loopback: describes any page, takes what begins like a PDF, and any
 * audio.
 */
public final class StubAssetService implements AutoCloseable {

  private final DisposableServer server;
  private final Map<String, String> links = new ConcurrentHashMap<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  public StubAssetService() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(
                routes ->
                    routes
                        .get("/api/v1/pages/{page}/assets", StubAssetService::describe)
                        .post("/api/v1/media", this::store)
                        .put("/api/v1/media-links/{exam}", this::link))
            .bindNow();
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** The last body that named an exam's files. */
  public String links(Object examId) {
    return links.getOrDefault(examId.toString(), "");
  }

  public List<String> authorizations() {
    return authorizations;
  }

  private static Mono<Void> describe(HttpServerRequest request, HttpServerResponse response) {
    String page = request.param("page");
    return response
        .header("Content-Type", "application/json")
        .sendString(
            Mono.just(
                """
                {"page":"%s","release":"r1","base":"",
                 "styles":[{"href":"/assets/base-1.css","integrity":"sha384-b"}],
                 "scripts":[{"src":"/assets/%s-1.js","integrity":"sha384-s","type":"module","loading":"defer"}],
                 "modulePreloads":[{"href":"/assets/chunks/x-1.js","integrity":"sha384-x"}],
                 "importMap":{"imports":{},"integrity":{"/assets/chunks/x-1.js":"sha384-x"}},
                 "resources":{"pdfWorker":"/assets/pdf.worker-1.js","pdfjs":"/assets/pdfjs-1/"}}\
                """
                    .formatted(page, page)))
        .then();
  }

  private Mono<Void> store(HttpServerRequest request, HttpServerResponse response) {
    authorizations.add(String.valueOf(request.requestHeaders().get("Authorization")));
    String kind = new QueryStringDecoder(request.uri()).parameters().get("kind").getFirst();
    return request
        .receive()
        .map(ByteBuf::readableBytes)
        .reduce(0L, Long::sum)
        .zipWith(Mono.just(kind))
        .flatMap(received -> answer(response, received.getT2(), received.getT1()));
  }

  private static Mono<Void> answer(HttpServerResponse response, String kind, long bytes) {
    if (kind.equals("pdf") && bytes < 10) {
      return response
          .status(422)
          .header("Content-Type", "application/problem+json")
          .sendString(
              Mono.just(
                  """
                  {"type":"/problems/not-a-pdf","title":"Not a PDF","status":422,
                   "detail":"The file is not a PDF. Save it as PDF and choose it again."}\
                  """))
          .then();
    }
    String hash = sha256(kind + bytes);
    return response
        .status(201)
        .header("Content-Type", "application/json")
        .sendString(
            Mono.just(
                kind.equals("pdf")
                    ? """
                    {"hash":"%s","extension":"pdf","contentType":"application/pdf","bytes":%d,"pages":12,
                     "durationSeconds":null,"url":"/media/%s.pdf"}\
                    """
                        .formatted(hash, bytes, hash)
                    : """
                    {"hash":"%s","extension":"mp3","contentType":"audio/mpeg","bytes":%d,"pages":null,
                     "durationSeconds":31.5,"url":"/media/%s.mp3"}\
                    """
                        .formatted(hash, bytes, hash)))
        .then();
  }

  private Mono<Void> link(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(StandardCharsets.UTF_8)
        .doOnNext(body -> links.put(String.valueOf(request.param("exam")), body))
        .then(Mono.defer(() -> response.status(204).send().then()));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
