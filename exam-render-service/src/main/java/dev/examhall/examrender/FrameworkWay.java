package dev.examhall.examrender;

import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The way of all requests, through filters and dispatcher, for those that a route of the server
 * itself did not answer.
 */
@Component
public final class FrameworkWay {

  /** How long anybody waits for an answer, and so for a body. */
  public static final Duration LONGEST = RequestDeadline.LONGEST;

  /** Of a request that has waited for as long as anybody should. */
  static final String WAITED = FrameworkWay.class.getName() + ".waited";

  private final ObjectProvider<HttpHandler> framework;

  FrameworkWay(ObjectProvider<HttpHandler> framework) {
    this.framework = framework;
  }

  /** Answers as if there were no route. */
  public Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
    return answer(framework.getObject(), request, response);
  }

  /** As if the body had not been read yet. */
  public Mono<Void> answer(
      HttpServerRequest request, HttpServerResponse response, byte[] readBody) {
    HttpHandler handler = framework.getObject();
    return answer(
        (asked, answer) -> handler.handle(withBody(asked, readBody), answer), request, response);
  }

  /** Says that what the answer depends on does not answer, and waits for it no more. */
  public Mono<Void> outage(HttpServerRequest request, HttpServerResponse response) {
    HttpHandler handler = framework.getObject();
    return answer(
        (asked, answer) -> {
          asked.getAttributes().put(WAITED, true);
          return handler.handle(asked, answer);
        },
        request,
        response);
  }

  private static Mono<Void> answer(
      HttpHandler handler, HttpServerRequest request, HttpServerResponse response) {
    return new ReactorHttpHandlerAdapter(handler).apply(request, response);
  }

  private static ServerHttpRequest withBody(ServerHttpRequest request, byte[] body) {
    return new ServerHttpRequestDecorator(request) {
      @Override
      public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(body)));
      }
    };
  }
}
