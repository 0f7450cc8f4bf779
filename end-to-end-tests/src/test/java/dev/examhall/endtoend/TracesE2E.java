package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.endtoend.TraceReceiver.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an SRE finds in Jaeger: services with the OpenTelemetry agent, and a receiver by OTLP. */
class TracesE2E {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static TraceReceiver receiver;
  private static RunningSuite suite;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void startTracedServices() {
    receiver = new TraceReceiver();
    suite =
        RunningSuite.startTraced(
            receiver.endpoint(), "gateway,exam-render-service,activity-log-service");
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
    receiver.close();
  }

  @Test
  void aPageViewIsOneTraceFromTheGatewayToTheDatabaseWithoutDoubles() throws Exception {
    String traceId = newTraceId();
    String session = UUID.randomUUID().toString();
    assertThat(
            send(request("/api/v1/sessions/" + session, traceId).header("Cookie", cookie()).GET()))
        .isEqualTo(404);

    List<Span> trace =
        awaitTrace(traceId, span -> span.is("exam-render-service", SpanKind.SPAN_KIND_CLIENT));

    assertThat(trace.stream().filter(span -> noneIs(trace, span.parentId())).toList())
        .as("spans without a parent in the trace: only the gateway's, whose parent is the caller")
        .singleElement()
        .satisfies(root -> assertThat(root.is("gateway", SpanKind.SPAN_KIND_SERVER)).isTrue());
    for (String service : List.of("gateway", "exam-render-service")) {
      assertThat(trace.stream().filter(span -> span.is(service, SpanKind.SPAN_KIND_SERVER)))
          .as("server spans of " + service)
          .hasSize(1);
    }
    Span call = only(trace, "gateway", SpanKind.SPAN_KIND_CLIENT);
    assertThat(only(trace, "exam-render-service", SpanKind.SPAN_KIND_SERVER).parentId())
        .isEqualTo(call.id());
  }

  @Test
  void anEventIsPublishedInItsCausesTraceAndItsConsumerLinksToIt() throws Exception {
    String traceId = newTraceId();
    Properties account = suite.firstAccount();
    String form =
        "username=%s&password=%s"
            .formatted(
                encode(account.getProperty("username")), encode(account.getProperty("password")));
    assertThat(
            send(
                request("/sign-in", traceId)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))))
        .isEqualTo(303);

    List<Span> trace = awaitTrace(traceId, span -> span.is("gateway", SpanKind.SPAN_KIND_PRODUCER));
    assertThat(trace).anyMatch(span -> span.span().getName().contains("INSERT"));
    await("the consumer of the event")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(receiver.spans())
                    .anyMatch(
                        span ->
                            span.is("activity-log-service", SpanKind.SPAN_KIND_CONSUMER)
                                && (span.linkedTraces().contains(traceId)
                                    || span.traceId().equals(traceId))));
  }

  private static List<Span> awaitTrace(String traceId, Predicate<Span> complete) {
    List<Span> trace = new ArrayList<>();
    await("trace " + traceId)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              trace.clear();
              receiver.spans().stream()
                  .filter(span -> span.traceId().equals(traceId))
                  .forEach(trace::add);
              assertThat(trace)
                  .anyMatch(complete)
                  .anyMatch(span -> span.is("gateway", SpanKind.SPAN_KIND_SERVER));
            });
    return trace;
  }

  private static Span only(List<Span> trace, String service, SpanKind kind) {
    List<Span> found = trace.stream().filter(span -> span.is(service, kind)).toList();
    assertThat(found).as("%s %s of %s", service, kind, trace).hasSize(1);
    return found.getFirst();
  }

  private static boolean noneIs(List<Span> trace, String id) {
    return trace.stream().noneMatch(span -> span.id().equals(id));
  }

  private static HttpRequest.Builder request(String path, String traceId) {
    URI gateway = suite.gateway();
    return HttpRequest.newBuilder(gateway.resolve(path))
        .timeout(Duration.ofSeconds(30))
        .header("Origin", gateway.toString())
        .header("traceparent", "00-" + traceId + "-00f067aa0ba902b7-01");
  }

  private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static String newTraceId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static String cookie() {
    return "examhall_student=" + "A".repeat(43);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
