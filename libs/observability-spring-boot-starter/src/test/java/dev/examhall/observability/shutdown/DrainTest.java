package dev.examhall.observability.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizerBeanPostProcessor;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;

class DrainTest {

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    ConfigurationPropertiesAutoConfiguration.class,
    ShutdownAutoConfiguration.class
  })
  static class Service {

    @Bean
    NettyReactiveWebServerFactory server() {
      return new NettyReactiveWebServerFactory(0);
    }

    @Bean
    static WebServerFactoryCustomizerBeanPostProcessor customizers() {
      return new WebServerFactoryCustomizerBeanPostProcessor();
    }

    @Bean
    HttpHandler answer() {
      return (request, response) ->
          request.getPath().value().equals("/slow")
              ? Mono.delay(Duration.ofMillis(200)).then(ok(response))
              : ok(response);
    }

    private static Mono<Void> ok(ServerHttpResponse response) {
      return response.setComplete();
    }
  }

  @Test
  void answersOnWhileItDrainsAndClosesEachConnection() throws Exception {
    ReactiveWebServerApplicationContext context = started("1h");
    int port = context.getWebServer().getPort();

    try (Socket kept = new Socket("localhost", port)) {
      String before = ask(kept);
      Thread closing = Thread.ofVirtual().start(context::close);
      awaitBegun(context.getBean(Drain.class));
      String during = ask(kept);
      int afterwards = kept.getInputStream().read();
      String fresh;
      try (Socket late = new Socket("localhost", port)) {
        fresh = ask(late);
      }
      closing.interrupt();
      closing.join(60_000);

      assertThat(before).startsWith("HTTP/1.1 200").doesNotContain("connection: close");
      assertThat(during).startsWith("HTTP/1.1 200").contains("connection: close");
      assertThat(afterwards).as("the end of the connection").isEqualTo(-1);
      assertThat(fresh).startsWith("HTTP/1.1 200");
      assertThat(closing.isAlive()).isFalse();
    }
  }

  @Test
  void answersTheLastRequestOfAConnectionAlsoWhenItComesBeforeTheAnswerToTheOneBefore()
      throws Exception {
    try (ReactiveWebServerApplicationContext context = started("0s");
        Socket kept = new Socket("localhost", context.getWebServer().getPort())) {
      String slow = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";
      String last = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      kept.setSoTimeout(60_000);
      kept.getOutputStream().write((slow + last).getBytes(StandardCharsets.US_ASCII));
      String all = new String(kept.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(all.split("HTTP/1.1 200", -1)).as(all).hasSize(3);
      assertThat(all.toLowerCase(Locale.ROOT)).containsOnlyOnce("connection: close");
    }
  }

  private static ReactiveWebServerApplicationContext started(String drain) {
    return (ReactiveWebServerApplicationContext)
        new SpringApplicationBuilder(Service.class)
            .properties(
                "spring.main.web-application-type=reactive", "examhall.shutdown.drain=" + drain)
            .registerShutdownHook(false)
            .run();
  }

  private static void awaitBegun(Drain drain) throws Exception {
    CompletableFuture.runAsync(
            () -> {
              while (!drain.hasBegun()) {
                Thread.onSpinWait();
              }
            })
        .get(60, TimeUnit.SECONDS);
  }

  /** The head of the answer, in lower case but for its first line. */
  private static String ask(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        return head + " and the connection ended";
      }
      head.append((char) next);
    }
    int line = head.indexOf("\r\n");
    return head.substring(0, line) + head.substring(line).toLowerCase(Locale.ROOT);
  }
}
