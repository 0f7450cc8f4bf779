package dev.examhall.examrender.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.cacheclient.CacheFences.Fence;
import dev.examhall.examrender.component.PageComponents;
import dev.examhall.examrender.component.PageContext;
import dev.examhall.examrender.component.PageType;
import dev.examhall.examrender.component.TemplateService;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.session.SessionSheet;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.splice.Holes;
import dev.examhall.examrender.splice.SplicedPage;
import dev.examhall.examrender.text.ScriptWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.HtmlUtils;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/**
 * The page on which an exam is taken. What stands in its HTML is the same for everybody who takes
 * the exam, but for the student's name and the session's JSON at the end, from which the scripts
 * restore answers, place and clock. So it is rendered and compressed once, and spliced for each
 * student.
 */
final class StudentTestPage {

  static final String NAME = "student_test";

  private static final String SCRIPT_WORDS = "student-test-script";
  private static final String STUDENT_NAME = "studentName";
  private static final String SESSION_DATA = "sessionData";

  private final PageRenderer pages;
  private final TemplateService components;
  private final ObjectMapper json;
  private final PageSpans spans;
  private final Function<UUID, Fence> fences;
  private final Cache<Key, Kept> spliced;

  /**
   * Shared parts.
   *
   * @param exam what they were made of: its name may change, though its version does not
   * @param headers of the compressed page, for all who get it
   * @param fence from before the exam was read
   */
  private record Kept(SplicedPage page, DefaultHttpHeaders headers, Exam exam, Fence fence) {}

  /**
   * What the shared parts depend on, besides the exam. Templates and words only change with the
   * process.
   *
   * @param preparing whether the page waits for its content before the clock starts
   */
  private record Key(
      UUID examId, int examVersion, String language, boolean preparing, PageHead head) {

    static Key of(SessionSheet session, PageView view) {
      return new Key(
          session.examId(),
          session.examVersion(),
          view.texts().language(),
          session.state() == SessionState.STARTED,
          view.head());
    }
  }

  StudentTestPage(
      PageRenderer pages,
      TemplateService components,
      ObjectMapper json,
      PageSpans spans,
      PageProperties properties,
      Function<UUID, Fence> fences) {
    this.pages = pages;
    this.components = components;
    this.json = json;
    this.spans = spans;
    this.fences = fences;
    this.spliced =
        Caffeine.newBuilder()
            .maximumWeight(properties.splicedPages().toBytes())
            .weigher((Key key, Kept kept) -> kept.page().weight())
            .expireAfterAccess(properties.splicedPagesKept())
            // its upkeep takes less than to wake a thread for it
            .executor(Runnable::run)
            .build();
  }

  /** To be taken before the exam is read. */
  Fence reading(UUID examId) {
    return fences.apply(examId);
  }

  /**
   * The page of one student, compressed if the browser takes gzip.
   *
   * @param fence from before the exam was read
   * @throws ProblemException when nobody knows the page's scripts: without them it could save
   *     nothing, so it is better not shown
   */
  Mono<ResponseEntity<byte[]>> show(
      Exam exam, SessionSheet session, HttpHeaders request, Fence fence) {
    return pages
        .view(NAME, request)
        .map(view -> spans.rendering(NAME, () -> answer(exam, session, request, view, fence)));
  }

  private ResponseEntity<byte[]> answer(
      Exam exam, SessionSheet session, HttpHeaders request, PageView view, Fence fence) {
    if (!view.head().available()) {
      throw new ProblemException(
          ProblemKind.SERVICE_UNAVAILABLE, view.texts().of("test.scripts-unavailable"));
    }
    SplicedPage page = page(exam, Key.of(session, view), view, fence);
    Map<String, byte[]> personal = personal(session);
    ResponseEntity.BodyBuilder answer =
        pages.answer(HttpStatus.OK, view).header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return GzipEncoding.isAccepted(request)
        ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip").body(page.gzip(personal))
        : answer.body(page.plain(personal));
  }

  /**
   * As {@link #show}, when that is nothing but copying: what is the same for all is held already,
   * and the browser takes gzip. Null when it is not.
   */
  @Nullable Held held(SessionSheet session, HttpHeaders request) {
    PageView view = pages.heldView(NAME, request);
    if (view == null || !view.head().available() || !GzipEncoding.isAccepted(request)) {
      return null;
    }
    Kept kept = spliced.getIfPresent(Key.of(session, view));
    return kept == null || !kept.fence().holds()
        ? null
        : new Held(kept.page(), kept.headers(), personal(session));
  }

  /** A page that only has to be copied, and its headers too. */
  record Held(SplicedPage page, DefaultHttpHeaders headers, Map<String, byte[]> personal) {

    ByteBuf body(ByteBufAllocator allocator) {
      int length = page.gzipLength(personal);
      ByteBuf body = allocator.directBuffer(length, length);
      page.gzip(personal, body.nioBuffer(0, length));
      return body.writerIndex(length);
    }
  }

  /** In the encoder's own characters, which it copies. */
  private static DefaultHttpHeaders headers(PageView view) {
    DefaultHttpHeaders headers = new DefaultHttpHeaders();
    BiConsumer<String, String> header =
        (name, value) -> headers.add(new AsciiString(name), new AsciiString(value));
    PageRenderer.headers(view, header);
    header.accept(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    header.accept(HttpHeaders.CONTENT_ENCODING, "gzip");
    return headers;
  }

  private static Map<String, byte[]> personal(SessionSheet session) {
    return Map.of(
        STUDENT_NAME,
        utf8(HtmlUtils.htmlEscape(session.studentName(), "UTF-8")),
        SESSION_DATA,
        utf8(StudentTestData.of(session)));
  }

  private SplicedPage page(Exam exam, Key key, PageView view, Fence fence) {
    Kept kept = spliced.getIfPresent(key);
    if (kept != null && kept.exam().equals(exam)) {
      spliced.put(key, new Kept(kept.page(), kept.headers(), exam, fence));
      return kept.page();
    }
    PageComponents rendered =
        components.renderPageComponents(PageType.STUDENT_TEST, new PageContext(exam, view.texts()));
    SplicedPage page = render(exam, key.preparing(), view, rendered);
    if (rendered.complete()) {
      spliced.put(key, new Kept(page, headers(view), exam, fence));
    }
    return page;
  }

  private SplicedPage render(
      Exam exam, boolean preparing, PageView view, PageComponents components) {
    Holes holes = new Holes();
    byte[] html =
        pages.html(
            NAME,
            view,
            Map.of(
                "exam",
                exam,
                "components",
                components,
                "preparing",
                preparing,
                "pageConfig",
                scriptJson(config(view)),
                STUDENT_NAME,
                holes.hole(STUDENT_NAME),
                SESSION_DATA,
                holes.hole(SESSION_DATA)));
    return SplicedPage.of(html, holes);
  }

  private static Map<String, Object> config(PageView view) {
    return Map.of(
        "language", view.texts().language(),
        "resources", view.head().resources(),
        "words", ScriptWords.of(SCRIPT_WORDS, view.texts()));
  }

  private String scriptJson(Object value) {
    return ScriptJson.escape(json.writeValueAsString(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
