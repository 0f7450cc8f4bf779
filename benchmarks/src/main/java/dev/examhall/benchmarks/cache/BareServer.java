package dev.examhall.benchmarks.cache;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * HTTP servers that do nothing but what a read cannot do without, to see where its time goes: HTTP
 * alone, and HTTP with the same command to Redis; each by Reactor Netty and by Netty alone.
 */
final class BareServer {

  static final String BYTES = "/bytes";
  static final String REDIS = "/redis";

  static final String BATCH = "/batch";

  private static final String[] KEYS = {"bare:epoch", "bare:prefix", "bare:entity", "plain:3"};
  private static final String[] MANY =
      Stream.concat(
              Arrays.stream(KEYS).limit(3),
              IntStream.range(0, CacheBenchmarks.KEYS).mapToObj(i -> "plain:" + i))
          .toArray(String[]::new);

  private final byte[] body = new byte[1024];
  private final Map<EventLoop, RedisAsyncCommands<String, byte[]>> redis = new HashMap<>();

  private BareServer() {}

  /** The command: ports of Reactor Netty's server and of Netty's, Redis's port and its password. */
  public static void main(String[] arguments) throws Exception {
    new BareServer()
        .run(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(Integer.parseInt(arguments[2]))
                .withPassword(System.getenv("BARE_PASSWORD").toCharArray())
                .build());
  }

  private void run(int reactorPort, int nettyPort, RedisURI uri) throws Exception {
    LoopResources resources = LoopResources.create("bare");
    EventLoopGroup group = resources.onServer(LoopResources.DEFAULT_NATIVE);
    ClientResources shared = ClientResources.create();
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      RedisClient client =
          RedisClient.create(shared.mutate().eventLoopGroupProvider(new On(loop)).build());
      redis.put(
          loop,
          client
              .connectAsync(RedisCodec.of(StringCodec.ASCII, ByteArrayCodec.INSTANCE), uri)
              .toCompletableFuture()
              .get(30, TimeUnit.SECONDS)
              .async());
    }
    new ServerBootstrap()
        .group(resources.onServerSelect(LoopResources.DEFAULT_NATIVE), group)
        .channelFactory(() -> resources.onChannel(ServerSocketChannel.class, group))
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpServerCodec(), new Answering());
              }
            })
        .bind("127.0.0.1", nettyPort)
        .sync();
    HttpServer.create()
        .runOn(resources)
        .host("127.0.0.1")
        .port(reactorPort)
        .route(
            routes ->
                routes
                    .get(
                        BYTES,
                        (request, response) ->
                            response
                                .header(HttpHeaderNames.CONTENT_LENGTH, "" + body.length)
                                .sendObject(Unpooled.wrappedBuffer(body)))
                    .get(
                        REDIS,
                        (request, response) ->
                            Mono.<byte[]>create(
                                    sink ->
                                        commandsHere()
                                            .mget(KEYS)
                                            .whenComplete(
                                                (found, error) -> {
                                                  if (error == null) {
                                                    sink.success(found.getLast().getValue());
                                                  } else {
                                                    sink.error(error);
                                                  }
                                                }))
                                .flatMap(
                                    value ->
                                        response
                                            .header(
                                                HttpHeaderNames.CONTENT_LENGTH, "" + value.length)
                                            .sendObject(Unpooled.wrappedBuffer(value))
                                            .then())))
        .bindNow()
        .onDispose()
        .block();
  }

  private RedisAsyncCommands<String, byte[]> commandsHere() {
    for (Map.Entry<EventLoop, RedisAsyncCommands<String, byte[]>> entry : redis.entrySet()) {
      if (entry.getKey().inEventLoop()) {
        return entry.getValue();
      }
    }
    throw new IllegalStateException("on no event loop");
  }

  /** Netty alone. */
  private final class Answering extends ChannelInboundHandlerAdapter {

    private String asked = BYTES;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof HttpRequest request) {
        asked = request.uri();
      }
      if (message instanceof LastHttpContent) {
        switch (asked) {
          case REDIS ->
              commandsHere()
                  .mget(KEYS)
                  .thenAccept(found -> answer(context, found.getLast().getValue()));
          case BATCH ->
              commandsHere()
                  .mget(MANY)
                  .thenAccept(
                      found ->
                          answer(
                              context,
                              found.stream()
                                  .skip(3)
                                  .map(KeyValue::getValue)
                                  .toArray(byte[][]::new)));
          default -> answer(context, body);
        }
      }
      ReferenceCountUtil.release(message);
    }

    private static void answer(ChannelHandlerContext context, byte[]... values) {
      ByteBuf content = Unpooled.wrappedBuffer(values);
      DefaultFullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, content);
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
      context.writeAndFlush(response, context.voidPromise());
    }
  }

  /** Puts a client's connection on an event loop. */
  private record On(EventLoop loop) implements EventLoopGroupProvider {

    @Override
    @SuppressWarnings("unchecked") // Lettuce only uses it as a group
    public <T extends EventLoopGroup> T allocate(Class<T> type) {
      return (T) loop;
    }

    @Override
    public int threadPoolSize() {
      return 1;
    }

    @Override
    public Future<Boolean> release(
        EventExecutorGroup group, long quietPeriod, long timeout, TimeUnit unit) {
      return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }

    @Override
    public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
      return GlobalEventExecutor.INSTANCE.newSucceededFuture(true);
    }
  }
}
