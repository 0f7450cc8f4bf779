package dev.examhall.cacheclient;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How requests get to cache-service. */
@FunctionalInterface
interface CacheServiceCalls {

  /** Sends one; its response, or an error when there is none. */
  Mono<Response> send(Request request);

  /**
   * A request.
   *
   * @param path with its query
   * @param body null for none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Request(String method, String path, Map<String, String> headers, byte @Nullable [] body) {}

  /**
   * A response.
   *
   * @param headers a header field by its name, in any case; null when there is none
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Response(int status, Function<String, @Nullable String> headers, byte[] body) {

    @Nullable String header(String name) {
      return headers.apply(name);
    }
  }
}
