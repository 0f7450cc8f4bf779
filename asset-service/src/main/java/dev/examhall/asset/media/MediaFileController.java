package dev.examhall.asset.media;

import dev.examhall.asset.http.ByteRange;
import dev.examhall.asset.http.EntityTags;
import dev.examhall.asset.problem.AssetProblems;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ZeroCopyHttpOutputMessage;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Serves files of exams to browsers whose cookie opens them; HEAD is answered like GET without the
 * bytes.
 */
@RestController
final class MediaFileController {
  private static final String FOR_A_YEAR = "private, max-age=31536000, immutable";
  private static final int BUFFER_BYTES = 64 * 1024;

  private final OpenMedia openMedia;
  private final MediaStore store;
  private final AssetProblems problems;
  private final Scheduler scheduler;

  MediaFileController(
      OpenMedia openMedia, MediaStore store, AssetProblems problems, Scheduler fileScheduler) {
    this.openMedia = openMedia;
    this.store = store;
    this.problems = problems;
    this.scheduler = fileScheduler;
  }

  @GetMapping("/media/{name}")
  Mono<Void> file(@PathVariable String name, ServerWebExchange exchange) {
    @Nullable HttpCookie cookie = exchange.getRequest().getCookies().getFirst(MediaCookie.NAME);
    return Mono.fromCallable(() -> openMedia.open(name, cookie == null ? null : cookie.getValue()))
        .subscribeOn(scheduler)
        .flatMap(
            (Optional<StoredMedia> media) ->
                media.isPresent()
                    ? serve(media.get(), exchange)
                    : problems.write(exchange, AssetProblems.noSuchMedia()));
  }

  private Mono<Void> serve(StoredMedia media, ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    ServerHttpResponse response = exchange.getResponse();
    HttpHeaders headers = response.getHeaders();
    String etag = '"' + media.hash() + '"';
    headers.set(HttpHeaders.CACHE_CONTROL, FOR_A_YEAR);
    headers.set(HttpHeaders.ETAG, etag);
    headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (EntityTags.anyMatches(request.getHeaders().getOrEmpty(HttpHeaders.IF_NONE_MATCH), etag)) {
      response.setStatusCode(HttpStatus.NOT_MODIFIED);
      return response.setComplete();
    }
    headers.set(HttpHeaders.CONTENT_TYPE, media.contentType());
    if (request.getMethod() == HttpMethod.HEAD) {
      headers.setContentLength(media.bytes());
      return response.setComplete();
    }
    ByteRange range =
        ByteRange.of(
            request.getHeaders().getOrEmpty(HttpHeaders.RANGE),
            request.getHeaders().getFirst(HttpHeaders.IF_RANGE),
            etag,
            media.bytes());
    return switch (range) {
      case ByteRange.Whole whole -> send(media, 0, media.bytes(), response);
      case ByteRange.Part part -> {
        response.setStatusCode(HttpStatus.PARTIAL_CONTENT);
        headers.set(
            HttpHeaders.CONTENT_RANGE,
            "bytes " + part.first() + "-" + part.last() + "/" + media.bytes());
        yield send(media, part.first(), part.length(), response);
      }
      case ByteRange.Unsatisfiable none -> {
        headers.set(HttpHeaders.CONTENT_RANGE, "bytes */" + media.bytes());
        yield problems.write(exchange, AssetProblems.noSuchRange(media.bytes()));
      }
    };
  }

  private Mono<Void> send(StoredMedia media, long from, long count, ServerHttpResponse response) {
    response.getHeaders().setContentLength(count);
    return switch (store.content(media)) {
      case MediaContent.OnDisk disk -> send(disk.file(), from, count, response);
      case MediaContent.Remote remote ->
          response.writeWith(remote.reader().read(from, count).map(response.bufferFactory()::wrap));
    };
  }

  private Mono<Void> send(Path file, long from, long count, ServerHttpResponse response) {
    if (response instanceof ZeroCopyHttpOutputMessage zeroCopy) {
      return zeroCopy.writeWith(file, from, count);
    }
    return response.writeWith(
        DataBufferUtils.takeUntilByteCount(
                DataBufferUtils.read(
                    new FileSystemResource(file), from, response.bufferFactory(), BUFFER_BYTES),
                count)
            .subscribeOn(scheduler));
  }
}
