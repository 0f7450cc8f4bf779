package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.examhall.endtoend.TraceReceiver.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an SRE finds in Jaeger: services with the OpenTelemetry agent, and a receiver by OTLP. */
class TracesE2E {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String GATEWAY = "gateway";
  private static final String EXAMS = "exam-render-service";
  private static final String LOG = "activity-log-service";

  private static TraceReceiver receiver;
  private static RunningSuite suite;
  private static StudentScript student;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void aStudentTakesAnExamInATracedSuite() throws Exception {
    receiver = new TraceReceiver();
    suite =
        RunningSuite.startTraced(
            receiver.endpoint(),
            "gateway,exam-render-service,asset-service,cache-service,activity-log-service");
    student = new StudentScript(suite.gateway());
    student.startExam("Yoon Hana");
    for (int again = 0; again < 3; again++) {
      assertThat(student.compressedPage(testPage()).status()).isEqualTo(200);
    }
    assertThat(student.save(1, 1, "[{\"choices\":[\"B\"]}]").status()).isEqualTo(200);
    assertThat(student.submit().status()).isEqualTo(200);
  }

  private static String testPage() {
    return "/sessions/" + student.sessionId() + "/test";
  }

  @AfterAll
  static void stop() {
    if (suite != null) {
      suite.close();
    }
    receiver.close();
  }

  @Test
  void aPageViewIsOneTraceFromTheGatewayToTheDatabaseWithoutDoubles() {
    List<Span> trace = awaitTrace(testPage(), TracesE2E::isDatabase);

    hasOneRequestAtEachHop(trace);
    assertThat(trace.stream().filter(TracesE2E::isDatabase))
        .allSatisfy(span -> assertThat(isBelow(trace, span, serverOf(trace, EXAMS))).isTrue());
    nothingStandsTwice(trace);
  }

  @Test
  void aPageIsRenderedFromItsComponentsOnceAndCopiedFromThenOn() {
    List<Span> first = awaitTrace(testPage(), span -> isPage(span, "false"));
    Span rendered = only(first, span -> isPage(span, "false"));
    List<Span> components =
        first.stream().filter(span -> !span.attribute("examhall.component").isEmpty()).toList();

    assertThat(isBelow(first, rendered, serverOf(first, EXAMS))).isTrue();
    assertThat(components)
        .extracting(span -> span.attribute("examhall.component"))
        .contains("timer", "pdf_viewer", "answer_sheet");
    assertThat(components).allSatisfy(c -> assertThat(c.parentId()).isEqualTo(rendered.id()));
    nothingStandsTwice(first);

    List<Span> later = awaitTrace(testPage(), span -> isPage(span, "true"));
    Span copied = only(later, span -> isPage(span, "true"));
    assertThat(isBelow(later, copied, serverOf(later, EXAMS))).isTrue();
    assertThat(later).noneMatch(span -> !span.attribute("examhall.component").isEmpty());
    nothingStandsTwice(later);
  }

  private static boolean isPage(Span span, String held) {
    return span.attribute("examhall.page").equals("student_test")
        && span.attribute("examhall.page.held").equals(held);
  }

  @Test
  void whatTheCacheIsAskedForStandsBetweenTheRequestAndRedis() {
    List<Span> trace =
        awaitTrace(
            "/start",
            span ->
                span.is("cache-service", SpanKind.SPAN_KIND_CLIENT)
                    && (span.attribute("db.system") + span.attribute("db.system.name"))
                        .contains("redis"));
    List<Span> gets =
        trace.stream()
            .filter(span -> span.attribute("examhall.cache.prefix").equals("curriculum"))
            .toList();

    assertThat(gets)
        .isNotEmpty()
        .allSatisfy(
            get -> {
              assertThat(isBelow(trace, get, serverOf(trace, EXAMS))).isTrue();
              assertThat(get.attribute("examhall.cache.outcome")).isIn("hit", "miss");
              assertThat(trace)
                  .anyMatch(
                      span ->
                          span.is("cache-service", SpanKind.SPAN_KIND_SERVER)
                              && isBelow(trace, span, get));
            });
    nothingStandsTwice(trace);
  }

  @Test
  void aSavedAnswerIsOneTraceToTheDatabaseAndThroughTheSpoolAndKafkaIntoTheActivityLog() {
    reachesTheActivityLog("/api/v1/sessions/" + student.sessionId() + "/answers/1");
  }

  @Test
  void aSubmissionIsOneTraceThroughTheOutboxAndKafkaIntoTheActivityLog() {
    List<Span> trace =
        reachesTheActivityLog("/api/v1/sessions/" + student.sessionId() + "/submission");
    List<Span> relayed =
        trace.stream().filter(span -> !span.attribute("examhall.outbox.topic").isEmpty()).toList();

    assertThat(relayed)
        .isNotEmpty()
        .allSatisfy(
            relay -> {
              assertThat(isBelow(trace, relay, serverOf(trace, EXAMS))).isTrue();
              assertThat(trace.stream().filter(span -> span.parentId().equals(relay.id())))
                  .singleElement()
                  .satisfies(
                      sent -> assertThat(sent.is(EXAMS, SpanKind.SPAN_KIND_PRODUCER)).isTrue());
            });
  }

  private static List<Span> reachesTheActivityLog(String path) {
    List<Span> trace =
        awaitTrace(
            path,
            span ->
                span.is(EXAMS, SpanKind.SPAN_KIND_PRODUCER)
                    && span.span().getName().contains("activity-recorded"));
    hasOneRequestAtEachHop(trace);
    assertThat(trace).anyMatch(TracesE2E::isDatabase);
    nothingStandsTwice(trace);

    String traceId = trace.getFirst().traceId();
    List<Span> stored = new ArrayList<>();
    await("the activity log's part of " + traceId)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              stored.clear();
              receiver.spans().stream()
                  .filter(span -> span.is(LOG, SpanKind.SPAN_KIND_CONSUMER))
                  .filter(
                      span ->
                          span.linkedTraces().contains(traceId) || span.traceId().equals(traceId))
                  .forEach(stored::add);
              assertThat(stored).isNotEmpty();
            });
    return trace;
  }

  @Test
  void anOutsidersTraceIsNotJoinedAndIsWrittenDown() throws Exception {
    String theirs = newTraceId();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(suite.gateway().resolve("/api/v1/sessions/" + UUID.randomUUID()))
                .timeout(Duration.ofSeconds(30))
                .header("Cookie", "examhall_student=" + "A".repeat(43))
                .header("traceparent", "00-" + theirs + "-00f067aa0ba902b7-01")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);

    await("the gateway's span")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(receiver.spans())
                    .anySatisfy(
                        span -> {
                          assertThat(span.is(GATEWAY, SpanKind.SPAN_KIND_SERVER)).isTrue();
                          assertThat(span.isRoot()).isTrue();
                          assertThat(span.attribute("examhall.caller.trace_id")).isEqualTo(theirs);
                        }));
    assertThat(receiver.spans()).noneMatch(span -> span.traceId().equals(theirs));
  }

  @Test
  void aProblemNamesTheTraceInWhichItHappened() throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(suite.gateway().resolve("/nowhere"))
                .timeout(Duration.ofSeconds(30))
                .header("Accept", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String traceId = JsonMapper.shared().readTree(answer.body()).path("traceId").asString();

    assertThat(traceId).hasSize(32);
    await("trace " + traceId)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(receiver.spans()).anyMatch(span -> span.traceId().equals(traceId)));
  }

  @Test
  void pollsProbesAndSchedulersAreNoTraces() {
    awaitTrace(testPage(), TracesE2E::isDatabase);

    assertThat(receiver.spans().stream().filter(Span::isRoot))
        .allMatch(
            root ->
                root.is(GATEWAY, SpanKind.SPAN_KIND_SERVER)
                    || !root.span().getLinksList().isEmpty())
        .noneMatch(root -> root.attribute("url.path").startsWith("/actuator"));
  }

  /** The first trace whose request had that path and that has a span that completes it. */
  private static List<Span> awaitTrace(String path, Predicate<Span> complete) {
    List<Span> trace = new ArrayList<>();
    await("the trace of " + path)
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              trace.clear();
              List<Span> spans = receiver.spans();
              List<String> ids =
                  spans.stream()
                      .filter(span -> span.is(GATEWAY, SpanKind.SPAN_KIND_SERVER))
                      .filter(span -> span.attribute("url.path").equals(path))
                      .map(Span::traceId)
                      .toList();
              assertThat(ids).as("the gateway's spans").isNotEmpty();
              Optional<String> whole =
                  spans.stream()
                      .filter(span -> ids.contains(span.traceId()) && complete.test(span))
                      .map(Span::traceId)
                      .findFirst();
              assertThat(whole).as("a trace with the span that completes it").isPresent();
              spans.stream()
                  .filter(span -> span.traceId().equals(whole.orElseThrow()))
                  .forEach(trace::add);
              assertThat(trace).anyMatch(complete);
              assertThat(trace).anyMatch(span -> span.is(EXAMS, SpanKind.SPAN_KIND_SERVER));
            });
    return trace;
  }

  private static void hasOneRequestAtEachHop(List<Span> trace) {
    assertThat(trace.stream().filter(span -> parentOf(trace, span).isEmpty()).toList())
        .as("spans without a parent in the trace: only the gateway's, which has none at all")
        .singleElement()
        .satisfies(root -> assertThat(root.is(GATEWAY, SpanKind.SPAN_KIND_SERVER)).isTrue())
        .satisfies(root -> assertThat(root.isRoot()).isTrue());
    assertThat(trace.stream().filter(span -> span.is(GATEWAY, SpanKind.SPAN_KIND_SERVER)))
        .hasSize(1);
    Span service = serverOf(trace, EXAMS);
    Span call = parentOf(trace, service).orElseThrow();
    assertThat(call.is(GATEWAY, SpanKind.SPAN_KIND_CLIENT)).isTrue();
    assertThat(isBelow(trace, call, serverOf(trace, GATEWAY))).isTrue();
  }

  /** A second instrumentation of the same thing shows as a child that looks like its parent. */
  private static void nothingStandsTwice(List<Span> trace) {
    assertThat(trace).extracting(Span::id).doesNotHaveDuplicates();
    assertThat(trace)
        .allSatisfy(
            span ->
                parentOf(trace, span)
                    .ifPresent(
                        parent -> assertThat(span.toString()).isNotEqualTo(parent.toString())));
  }

  private static boolean isDatabase(Span span) {
    return span.is(EXAMS, SpanKind.SPAN_KIND_CLIENT)
        && !(span.attribute("db.system").isEmpty() && span.attribute("db.system.name").isEmpty());
  }

  private static Span only(List<Span> trace, Predicate<Span> wanted) {
    List<Span> found = trace.stream().filter(wanted).toList();
    assertThat(found).as("in %s", trace).hasSize(1);
    return found.getFirst();
  }

  private static Span serverOf(List<Span> trace, String service) {
    List<Span> found =
        trace.stream().filter(span -> span.is(service, SpanKind.SPAN_KIND_SERVER)).toList();
    assertThat(found).as("server spans of %s in %s", service, trace).hasSize(1);
    return found.getFirst();
  }

  private static Optional<Span> parentOf(List<Span> trace, Span span) {
    return trace.stream().filter(other -> other.id().equals(span.parentId())).findFirst();
  }

  private static boolean isBelow(List<Span> trace, Span span, Span ancestor) {
    for (Optional<Span> at = parentOf(trace, span);
        at.isPresent();
        at = parentOf(trace, at.get())) {
      if (at.get().id().equals(ancestor.id())) {
        return true;
      }
    }
    return false;
  }

  private static String newTraceId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
