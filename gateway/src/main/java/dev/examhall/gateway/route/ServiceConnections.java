package dev.examhall.gateway.route;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpResources;

/**
 * The connections to one service that belong to one event loop: who comes on that loop is answered
 * on it, without a lock and without a change of threads.
 */
final class ServiceConnections {

  private static final int LONGEST_LINE = 4 << 10;
  private static final int LARGEST_PART = 64 << 10;
  private static final Duration LOOKED_AFTER_EVERY = Duration.ofMillis(250);

  private final EventLoop loop;
  private final String authority;
  private final AddressResolverGroup<InetSocketAddress> names;
  private final Bootstrap bootstrap;
  private final Deque<ServiceConnection> idle = new ArrayDeque<>();
  private final Set<ServiceConnection> all = new HashSet<>();
  private final ScheduledFuture<?> looking;
  private boolean closed;

  ServiceConnections(EventLoop loop, URI service, Duration connectTimeout) {
    this.loop = loop;
    this.names =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelFactory(
                    () -> HttpResources.get().onChannel(DatagramChannel.class, loop)));
    int port = service.getPort() >= 0 ? service.getPort() : 80;
    this.authority = service.getHost() + ":" + port;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> HttpResources.get().onChannel(SocketChannel.class, loop))
            .resolver(names)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(InetSocketAddress.createUnresolved(service.getHost(), port))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(
                                LONGEST_LINE, ServiceClient.LARGEST_HEAD, LARGEST_PART));
                  }
                });
    this.looking =
        loop.scheduleWithFixedDelay(
            this::look,
            LOOKED_AFTER_EVERY.toMillis(),
            LOOKED_AFTER_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The service as a {@code Host} header names it. */
  String authority() {
    return authority;
  }

  /** An idle connection, or a new one, or why there is none. */
  void take(BiConsumer<@Nullable ServiceConnection, @Nullable Throwable> taker) {
    long now = System.nanoTime();
    for (ServiceConnection one = idle.pollLast(); one != null; one = idle.pollLast()) {
      if (one.isUsable(now)) {
        taker.accept(one, null);
        return;
      }
      one.close();
    }
    ChannelFuture connecting = bootstrap.connect();
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            taker.accept(made(connecting.channel()), null);
          } else {
            taker.accept(null, notConnected(done.cause()));
          }
        });
  }

  private static Throwable notConnected(@Nullable Throwable cause) {
    if (cause instanceof ConnectException) {
      return cause;
    }
    ConnectException error = new ConnectException(String.valueOf(cause));
    error.initCause(cause);
    return error;
  }

  private ServiceConnection made(Channel channel) {
    // not all at once: instances that were added since shall get their part of the new ones
    long life = ThreadLocalRandom.current().nextLong(30, 60);
    ServiceConnection connection =
        new ServiceConnection(this, channel, System.nanoTime() + TimeUnit.SECONDS.toNanos(life));
    channel.pipeline().addLast(connection);
    all.add(connection);
    return connection;
  }

  /** A connection whose answer has ended. */
  void back(ServiceConnection connection) {
    if (closed) {
      connection.close();
      return;
    }
    connection.idleUntil(System.nanoTime() + ServiceClient.IDLE.toNanos());
    idle.addLast(connection);
  }

  void gone(ServiceConnection connection) {
    all.remove(connection);
    idle.remove(connection);
  }

  private void look() {
    long now = System.nanoTime();
    for (ServiceConnection one : new ArrayList<>(all)) {
      one.look(now);
    }
  }

  /** Closes what is idle and looks after the rest no more. */
  void close() {
    loop.execute(
        () -> {
          closed = true;
          looking.cancel(false);
          names.close();
          for (ServiceConnection one : new ArrayList<>(idle)) {
            one.close();
          }
        });
  }
}
