package dev.examhall.endtoend;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** Takes traces by OTLP over HTTP, as Jaeger does, and keeps them. */
final class TraceReceiver implements AutoCloseable {

  /** A span with the service that made it. */
  record Span(String service, io.opentelemetry.proto.trace.v1.Span span) {

    String traceId() {
      return hex(span.getTraceId());
    }

    String id() {
      return hex(span.getSpanId());
    }

    String parentId() {
      return hex(span.getParentSpanId());
    }

    List<String> linkedTraces() {
      return span.getLinksList().stream().map(link -> hex(link.getTraceId())).toList();
    }

    /** Of an attribute that is a text; empty if there is none. */
    String attribute(String key) {
      return span.getAttributesList().stream()
          .filter(attribute -> attribute.getKey().equals(key))
          .map(attribute -> attribute.getValue().getStringValue())
          .findFirst()
          .orElse("");
    }

    boolean isRoot() {
      return span.getParentSpanId().isEmpty();
    }

    boolean is(String service, io.opentelemetry.proto.trace.v1.Span.SpanKind kind) {
      return this.service.equals(service) && span.getKind() == kind;
    }

    @Override
    public String toString() {
      return service + " " + span.getKind() + " " + span.getName();
    }

    private static String hex(ByteString bytes) {
      return HexFormat.of().formatHex(bytes.toByteArray());
    }
  }

  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  TraceReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.setExecutor(threads);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  List<Span> spans() {
    return List.copyOf(spans);
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream body =
            "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(exchange.getRequestBody())
                : exchange.getRequestBody()) {
      for (ResourceSpans resource :
          ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
        String service =
            resource.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(KeyValue::getValue)
                .map(value -> value.getStringValue())
                .findFirst()
                .orElse("");
        resource.getScopeSpansList().stream()
            .flatMap(scope -> scope.getSpansList().stream())
            .forEach(span -> spans.add(new Span(service, span)));
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
