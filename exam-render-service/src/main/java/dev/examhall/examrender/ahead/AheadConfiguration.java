package dev.examhall.examrender.ahead;

import io.netty.channel.ChannelPipeline;
import java.util.List;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.NettyPipeline;

/** Puts those who answer {@linkplain Ahead ahead} behind the codec of each connection. */
@Configuration(proxyBeanMethods = false)
class AheadConfiguration {

  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> ahead(List<Ahead> all) {
    return factory ->
        factory.addServerCustomizers(
            server ->
                server.doOnChannelInit(
                    (observer, channel, address) -> {
                      ChannelPipeline pipeline = channel.pipeline();
                      if (pipeline.get(NettyPipeline.HttpTrafficHandler) != null) {
                        pipeline.addBefore(
                            NettyPipeline.HttpTrafficHandler,
                            "examhall.ahead",
                            new AheadHandler(all));
                      }
                    }));
  }
}
