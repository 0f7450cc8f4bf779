package dev.examhall.examrender.ahead;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers one kind of request ahead of server and framework, which cost more than its answer. What
 * it does not plainly answer takes the way of all other requests, so it must answer as that would.
 */
@FunctionalInterface
public interface Ahead {

  /**
   * Looks at a request, on the connection's event loop.
   *
   * @param head of HTTP/1.1, readable, of a connection that stays open
   * @return how it is answered; null if it is another kind of request
   */
  @Nullable Answering take(HttpRequest head);

  /** Answers one request. */
  @FunctionalInterface
  interface Answering {

    /**
     * @param body whole; empty if there is none
     * @return empty or an error when the framework shall answer; a {@link
     *     java.util.concurrent.TimeoutException} when there is nothing to wait for any more
     */
    Mono<FullHttpResponse> answer(byte[] body, ByteBufAllocator allocator);
  }
}
