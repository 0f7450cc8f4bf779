package dev.examhall.benchmarks.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;

/** Reactor Netty's server in front of its client and nothing between: the platform's floor. */
final class BareProxy {

  private BareProxy() {}

  /** The command: its own port, and the service's. */
  public static void main(String[] arguments) {
    HttpClient client =
        HttpClient.create(ConnectionProvider.create("bare", 1000))
            .host("127.0.0.1")
            .port(Integer.parseInt(arguments[1]));
    HttpServer.create()
        .host("127.0.0.1")
        .port(Integer.parseInt(arguments[0]))
        .handle(
            (request, response) ->
                client
                    .headers(
                        headers ->
                            headers.add(request.requestHeaders()).remove(HttpHeaderNames.HOST))
                    .request(request.method())
                    .uri(request.uri())
                    .send(request.receive().retain())
                    .responseConnection(
                        (answer, connection) ->
                            response
                                .status(answer.status())
                                .headers(answer.responseHeaders())
                                .send(connection.inbound().receive().retain())
                                .then()
                                .doOnCancel(connection::dispose))
                    .then(Mono.empty()))
        .bindNow()
        .onDispose()
        .block();
  }
}
