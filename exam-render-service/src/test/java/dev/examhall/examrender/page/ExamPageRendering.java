package dev.examhall.examrender.page;

import dev.examhall.examrender.component.MeasuredComponents;
import dev.examhall.examrender.component.PageContext;
import dev.examhall.examrender.component.PageType;
import dev.examhall.examrender.component.TemplateService;
import dev.examhall.examrender.exam.AudioTrack;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.MediaRef;
import dev.examhall.examrender.exam.Part;
import dev.examhall.examrender.exam.PartKind;
import dev.examhall.examrender.exam.Question;
import dev.examhall.examrender.exam.QuestionType;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.ScriptWords;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.micrometer.observation.ObservationRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * The exam page of one student, 50 questions and all answers: copied from what is kept, against
 * rendering all of it each time with the service's own templates, and with Thymeleaf. Both engines
 * have their templates compiled or cached and the words of the page's scripts at hand; {@link
 * ExamPageRenderingTest} holds them to the same document.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xms384m",
      "-Xmx384m",
      "-XX:+UseParallelGC",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExamPageRendering {

  private static final int ROUNDS = 3;
  private static final String SPLICED = "copiedFromWhatIsKept";
  private static final List<String> WAYS =
      List.of(
          SPLICED,
          "renderedByJte",
          "renderedByJteAndGzip",
          "renderedByThymeleaf",
          "renderedByThymeleafAndGzip");
  private static final String TEMPLATES = "dev.examhall.examrender.templates";
  private static final List<String> LETTERS =
      List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
  private static final Instant NOW = Instant.parse("2026-11-23T01:02:03Z");

  private final ObjectMapper json = JsonMapper.builder().build();
  private final ResourceBundleMessageSource messages = messages();
  private final TemplateEngine jte =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, TEMPLATES);
  private final TemplateService components = MeasuredComponents.service(jte);
  private final SpringTemplateEngine thymeleaf = thymeleaf(messages);
  private final Exam exam = exam();
  private final SessionSheet session = session(exam);
  private final HttpHeaders request = request();
  private final PageRenderer pages;
  private final StudentTestPage page;
  private final PageView view;
  private final String pageConfig;

  /** Renders and keeps the page once, as its first view does. */
  public ExamPageRendering() {
    PageHeads heads =
        new PageHeads(
            name -> Mono.just(manifest()),
            new NothingKept(),
            new PageHeadFactory(json),
            new PageAssetsProperties(
                URI.create("http://127.0.0.1:1"),
                Duration.ofSeconds(1),
                Duration.ofHours(1), // so that no run is about asking again
                Duration.ofHours(1)));
    PageSpans spans = new PageSpans(ObservationRegistry.NOOP);
    pages = new PageRenderer(jte, heads, new Languages(messages), spans);
    page =
        new StudentTestPage(
            pages,
            components,
            json,
            spans,
            new PageProperties(null, DataSize.ofMegabytes(32), Duration.ofHours(1), null),
            exam -> () -> true);
    view = Objects.requireNonNull(pages.view(StudentTestPage.NAME, request).block());
    pageConfig =
        ScriptJson.escape(
            json.writeValueAsString(
                Map.of(
                    "language",
                    view.texts().language(),
                    "resources",
                    view.head().resources(),
                    "words",
                    ScriptWords.of("student-test-script", view.texts()))));
    page.show(exam, session, request, () -> true).block();
  }

  /** As a view of the page does it, up to the buffer that is sent. */
  @Benchmark
  public int copiedFromWhatIsKept() {
    ByteBuf body = kept();
    int length = body.readableBytes();
    body.release();
    return length;
  }

  /** Every component and the page, not compressed. */
  @Benchmark
  public byte[] renderedByJte() {
    return pages.html(
        StudentTestPage.NAME,
        view,
        Map.of(
            "exam",
            exam,
            "components",
            components.renderPageComponents(
                PageType.STUDENT_TEST, new PageContext(exam, view.texts())),
            "preparing",
            session.state() == SessionState.STARTED,
            "pageConfig",
            pageConfig,
            "studentName",
            (Content) output -> output.writeUserContent(session.studentName()),
            "sessionData",
            (Content) output -> output.writeContent(StudentTestData.of(session))));
  }

  /** The same, compressed. */
  @Benchmark
  public byte[] renderedByJteAndGzip() {
    return gzip(renderedByJte());
  }

  /** The same document by Thymeleaf, not compressed. */
  @Benchmark
  public byte[] renderedByThymeleaf() {
    Context context = new Context(view.texts().locale(), MeasuredComponents.contexts(exam));
    context.setVariable("head", view.head());
    context.setVariable("exam", exam);
    context.setVariable("preparing", session.state() == SessionState.STARTED);
    context.setVariable("pageConfig", pageConfig);
    context.setVariable("studentName", session.studentName());
    context.setVariable("sessionData", StudentTestData.of(session));
    context.setVariable("letters", LETTERS);
    context.setVariable("filters", List.of("all", "unanswered", "flagged", "unseen"));
    context.setVariable("numbers", IntStream.rangeClosed(1, exam.questionCount()).boxed().toList());
    return thymeleaf.process("student_test", context).getBytes(StandardCharsets.UTF_8);
  }

  /** The same, compressed. */
  @Benchmark
  public byte[] renderedByThymeleafAndGzip() {
    return gzip(renderedByThymeleaf());
  }

  ByteBuf kept() {
    return Objects.requireNonNull(page.held(session, request), "not kept")
        .body(PooledByteBufAllocator.DEFAULT);
  }

  private static byte[] gzip(byte[] page) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(page.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed, 8192)) {
      gzip.write(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /**
   * Measures all of them in turns, each time in a process of its own, and prints the ratios of the
   * rounds.
   */
  public static void main(String[] arguments) throws RunnerException {
    ExamPageRendering sizes = new ExamPageRendering();
    System.out.printf(
        Locale.ROOT,
        "exam page of %d questions: %,d B, gzip %,d B as it is kept, %,d B by jte, %,d B by"
            + " Thymeleaf%n",
        sizes.exam.questionCount(),
        sizes.renderedByJte().length,
        sizes.copiedFromWhatIsKept(),
        sizes.renderedByJteAndGzip().length,
        sizes.renderedByThymeleafAndGzip().length);
    Map<String, List<Double>> rounds = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String way : WAYS) {
        rounds.computeIfAbsent(way, name -> new ArrayList<>()).add(nanos(way));
      }
    }
    for (String way : WAYS) {
      double[] ratios =
          IntStream.range(0, ROUNDS)
              .mapToDouble(i -> rounds.get(way).get(i) / rounds.get(SPLICED).get(i))
              .sorted()
              .toArray();
      System.out.printf(
          Locale.ROOT,
          "%-28s %7.0f x  (%.0f to %.0f)   p50 %,.1f us%n",
          way,
          ratios[ROUNDS / 2],
          ratios[0],
          ratios[ROUNDS - 1],
          rounds.get(way).stream().sorted().toList().get(ROUNDS / 2) / 1e3);
    }
  }

  /** The median of one process. */
  private static double nanos(String way) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(ExamPageRendering.class.getName() + "\\." + way + "$")
                .verbosity(VerboseMode.SILENT)
                .build())
        .runSingle()
        .getPrimaryResult()
        .getStatistics()
        .getPercentile(50);
  }

  private static ResourceBundleMessageSource messages() {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasenames("messages/component", "messages/layout", "messages/student-test");
    messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  /** With what its manual names for speed: compiled expressions, cached templates. */
  private static SpringTemplateEngine thymeleaf(ResourceBundleMessageSource messages) {
    ClassLoaderTemplateResolver templates = new ClassLoaderTemplateResolver();
    templates.setPrefix("thymeleaf/");
    templates.setSuffix(".html");
    templates.setTemplateMode(TemplateMode.HTML);
    templates.setCharacterEncoding(StandardCharsets.UTF_8.name());
    templates.setCacheable(true);
    SpringTemplateEngine engine = new SpringTemplateEngine();
    engine.setTemplateResolver(templates);
    engine.setTemplateEngineMessageSource(messages);
    engine.setEnableSpringELCompiler(true);
    return engine;
  }

  private static HttpHeaders request() {
    HttpHeaders request = new HttpHeaders();
    request.set(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate, br");
    request.set(HttpHeaders.ACCEPT_LANGUAGE, "en-GB,en;q=0.9");
    request.set(HttpHeaders.COOKIE, "examhall_student=c29tZWJvZHk");
    return request;
  }

  private static PageManifest manifest() {
    String integrity = "sha384-" + "oqVuAfXRKap7fdgcCY5uykM6".repeat(2) + "+R9GqQ8K";
    return new PageManifest(
        null,
        List.of(new PageHead.Style("/assets/student_test-5Q7ZKXRA.css", integrity)),
        List.of(
            new PageHead.Script("/assets/student_test-PB3MRNY4.js", integrity, "module", "defer")),
        List.of(
            new PageHead.ModulePreload("/assets/chunks/base-2Y6XW3FA.js", integrity),
            new PageHead.ModulePreload("/assets/chunks/clock-7KQ2LZMB.js", integrity)),
        Map.of(
            "imports", Map.of(), "integrity", Map.of("/assets/chunks/base-2Y6XW3FA.js", integrity)),
        Map.of("pdfWorker", "/assets/pdf.worker-1.js", "pdfjs", "/assets/pdfjs-5/"));
  }

  /** The demo exam's kinds of questions, as many of each. */
  private static Exam exam() {
    List<Kind> kinds =
        List.of(
            new Kind(15, QuestionType.ONE_CHOICE, part(PartKind.ONE_CHOICE, 5, null)),
            new Kind(9, QuestionType.ONE_CHOICE, part(PartKind.ONE_CHOICE, 4, null)),
            new Kind(8, QuestionType.SELECT_ALL, part(PartKind.SELECT_ALL, 5, null)),
            new Kind(5, QuestionType.SHORT, part(PartKind.SHORT, 0, null)),
            new Kind(
                4,
                QuestionType.SHORT,
                part(PartKind.SHORT, 0, "(a)"),
                part(PartKind.SHORT, 0, "(b)")),
            new Kind(
                2,
                QuestionType.SHORT,
                part(PartKind.SHORT, 0, "(a)"),
                part(PartKind.SHORT, 0, "(b)"),
                part(PartKind.SHORT, 0, "(c)")),
            new Kind(
                3,
                QuestionType.MIXED,
                part(PartKind.ONE_CHOICE, 4, "(1)"),
                part(PartKind.SHORT, 0, "(2)")),
            new Kind(
                2,
                QuestionType.MIXED,
                part(PartKind.ONE_CHOICE, 4, "(1)"),
                part(PartKind.LONG, 0, "(2)")),
            new Kind(1, QuestionType.LONG, part(PartKind.LONG, 0, null)),
            new Kind(
                1,
                QuestionType.LONG,
                part(PartKind.LONG, 0, "(a)"),
                part(PartKind.LONG, 0, "(b)")));
    List<Question> questions = new ArrayList<>();
    for (Kind kind : kinds) {
      for (int i = 0; i < kind.count(); i++) {
        questions.add(
            new Question(questions.size() + 1, kind.type(), BigDecimal.TWO, kind.parts()));
      }
    }
    return new Exam(
        new UUID(1, 1),
        1,
        "[PT]_ENGLISH_PLACEMENT_B_261122",
        60,
        60,
        questions,
        new MediaRef("/media/" + "0123456789abcdef".repeat(4) + ".pdf", 12, 1_400_000),
        List.of(
            track(1, "Track 1: At the library", 1, 5),
            track(2, "Track 2: Sports Day", 6, 9),
            track(3, "Track 3: The bees' dance", 10, 13)),
        false,
        false,
        false);
  }

  private record Kind(int count, QuestionType type, List<Part> parts) {
    Kind(int count, QuestionType type, Part... parts) {
      this(count, type, List.of(parts));
    }
  }

  private static Part part(PartKind kind, int options, String label) {
    return new Part(kind, options, label);
  }

  private static AudioTrack track(int number, String name, int first, int last) {
    String url = "/media/" + "fedcba9876543210".repeat(4) + ".mp3";
    return new AudioTrack(new UUID(2, number), name, url, 61.4 * number, first, last, null);
  }

  /** A student at work, everything answered, as the database tells of it. */
  private static SessionSheet session(Exam exam) {
    String answers =
        exam.questions().stream()
            .map(
                question ->
                    "\"%d\":{\"revision\":3,\"savedAt\":\"2026-11-23T01:00:00.123456+00:00\",\"late\":false,\"parts\":[%s]}"
                        .formatted(
                            question.number(),
                            question.parts().stream()
                                .map(
                                    part ->
                                        part.kind().isChoice()
                                            ? "{\"choices\":[\"B\"]}"
                                            : "{\"text\":\"the library\"}")
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));
    return new SessionSheet(
        new UUID(3, 3),
        exam.id(),
        exam.version(),
        "Kim <Minji> & Co",
        SessionState.RUNNING,
        NOW.plus(Duration.ofMinutes(40)),
        null,
        "\"position\":{\"question\":12,\"page\":3},\"seen\":[1,2,3],\"flagged\":[2],\"levelChange\":false,\"answers\":{"
            + answers
            + "},\"plays\":{}",
        NOW);
  }

  private static final class NothingKept implements KeptManifests {
    @Override
    public Mono<PageManifest> find(String page) {
      return Mono.empty();
    }

    @Override
    public Mono<Void> keep(String page, PageManifest manifest) {
      return Mono.empty();
    }
  }
}
