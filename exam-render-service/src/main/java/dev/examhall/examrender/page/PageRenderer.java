package dev.examhall.examrender.page;

import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.Texts;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import reactor.core.publisher.Mono;

/**
 * Renders a page's jte template into a response with the headers every page has: the content
 * security policy, {@code no-store} (pages are personal), the language.
 */
public final class PageRenderer {

  private static final String HTML = "text/html;charset=utf-8";
  private static final String NO_STORE = "no-store";

  private final TemplateEngine templates;
  private final PageHeads heads;
  private final Languages languages;
  private final PageSpans spans;

  PageRenderer(TemplateEngine templates, PageHeads heads, Languages languages, PageSpans spans) {
    this.spans = spans;
    this.templates = templates;
    this.heads = heads;
    this.languages = languages;
  }

  /**
   * Renders {@code page/<page>.jte}.
   *
   * @param page name of the page, of its template and of its bundle
   * @param request headers of the request, for the language
   * @param model the template's parameters besides {@code view}, which is always passed
   */
  public Mono<ResponseEntity<byte[]>> render(
      String page, HttpStatusCode status, HttpHeaders request, Map<String, ?> model) {
    return render(page, status, request, view -> model);
  }

  /**
   * Renders {@code page/<page>.jte} with parameters that depend on the language or on the page's
   * assets.
   */
  public Mono<ResponseEntity<byte[]>> render(
      String page,
      HttpStatusCode status,
      HttpHeaders request,
      Function<PageView, Map<String, ?>> model) {
    return view(page, request)
        .map(
            view ->
                answer(status, view)
                    .body(spans.rendering(page, () -> html(page, view, model.apply(view)))));
  }

  /** What layouts need to know of a page for one request. */
  Mono<PageView> view(String page, HttpHeaders request) {
    Texts texts = languages.of(request);
    return heads.of(page).map(head -> new PageView(head, texts));
  }

  /** The page's UTF-8, without any header. */
  byte[] html(String page, PageView view, Map<String, ?> model) {
    Map<String, Object> parameters = new HashMap<>(model);
    parameters.put("view", view);
    Utf8ByteOutput output = new Utf8ByteOutput();
    templates.render("page/" + page + ".jte", parameters, output);
    return output.toByteArray();
  }

  /** The headers of every page. */
  ResponseEntity.BodyBuilder answer(HttpStatusCode status, PageView view) {
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
    headers(view, answer::header);
    return answer;
  }

  /** Says the name and the value of each header that every page has. */
  static void headers(PageView view, BiConsumer<String, String> header) {
    header.accept(HttpHeaders.CONTENT_TYPE, HTML);
    header.accept(HttpHeaders.CACHE_CONTROL, NO_STORE);
    header.accept("Content-Security-Policy", view.head().contentSecurityPolicy());
    header.accept(HttpHeaders.CONTENT_LANGUAGE, view.texts().language());
    header.accept(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
  }

  /** As {@link #view}, if nobody has to be asked for it now; else null. */
  @Nullable PageView heldView(String page, HttpHeaders request) {
    PageHead head = heads.held(page);
    return head == null ? null : new PageView(head, languages.of(request));
  }
}
