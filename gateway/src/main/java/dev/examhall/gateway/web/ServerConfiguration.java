package dev.examhall.gateway.web;

import dev.examhall.gateway.GatewayProperties;
import io.netty.channel.ChannelOption;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What the gateway's own server does before any filter sees a request. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

  /**
   * Connections that may wait to be accepted; the system may have a lower limit ({@code
   * somaxconn}). When all students come at once, one too many is dropped without a word, and its
   * browser tries again after 1, 3 and 7 seconds only.
   */
  private static final int BACKLOG = 16_384;

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> door(GatewayProperties properties) {
    return new Door(properties);
  }

  private record Door(GatewayProperties properties)
      implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
      if (Ssl.isEnabled(factory.getSsl())) {
        // never without TLS: an upgrade in clear text is one more way to smuggle a request
        Http2 http2 = new Http2();
        http2.setEnabled(true);
        factory.setHttp2(http2);
      }
      factory.addServerCustomizers(
          server ->
              server
                  .option(ChannelOption.SO_BACKLOG, BACKLOG)
                  .doOnChannelInit(
                      (observer, channel, remote) ->
                          SlowHeads.guard(channel, properties.limits().headWithin())));
    }

    /** After Spring Boot's own, which would switch HTTP/2 off again. */
    @Override
    public int getOrder() {
      return LOWEST_PRECEDENCE;
    }
  }
}
