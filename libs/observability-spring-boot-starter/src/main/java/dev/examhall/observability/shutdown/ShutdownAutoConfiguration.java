package dev.examhall.observability.shutdown;

import io.netty.channel.ChannelPipeline;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import reactor.netty.NettyPipeline;

/** Drains a service that is told to end, where {@code examhall.shutdown.drain} says how long. */
@AutoConfiguration
@EnableConfigurationProperties(ShutdownProperties.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public class ShutdownAutoConfiguration {

  @Bean
  Drain drain(ApplicationContext context, ShutdownProperties properties) {
    return new Drain(context, properties.drain());
  }

  /** Right behind the codec, ahead of whatever a service answers with by itself. */
  @Bean
  WebServerFactoryCustomizer<NettyReactiveWebServerFactory> drainConnections(Drain drain) {
    return factory ->
        factory.addServerCustomizers(
            server ->
                server.doOnChannelInit(
                    (observer, channel, address) -> {
                      ChannelPipeline pipeline = channel.pipeline();
                      if (pipeline.get(NettyPipeline.HttpCodec) != null) {
                        pipeline.addAfter(
                            NettyPipeline.HttpCodec,
                            DrainChannelHandler.NAME,
                            new DrainChannelHandler(drain));
                      }
                    }));
  }
}
