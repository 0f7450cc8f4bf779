package dev.examhall.examrender.page;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a page's {@code <head>} loads: the bundles of one release, each with its integrity hash.
 *
 * @param page name of the page, such as {@code student_test}
 * @param available whether asset-service ever told us about this page; without that the page has no
 *     styles and no scripts
 * @param importMap JSON for {@code <script type="importmap">}, safe inside a script element; null
 *     if there is nothing to say
 * @param cdn origin of the bundles where it is not the page's own, such as {@code
 *     https://cdn.example.org}; else null
 * @param importMapHash the CSP source of that JSON, {@code 'sha256-…'}; null without an import map
 * @param resources addresses of files that scripts load by themselves, by name
 */
public record PageHead(
    String page,
    boolean available,
    List<Style> styles,
    List<Script> scripts,
    List<ModulePreload> modulePreloads,
    @Nullable String importMap,
    @Nullable String importMapHash,
    Map<String, String> resources,
    @Nullable String cdn) {

  public PageHead {
    styles = List.copyOf(styles);
    scripts = List.copyOf(scripts);
    modulePreloads = List.copyOf(modulePreloads);
    resources = Map.copyOf(resources);
  }

  /** A style sheet. */
  public record Style(String href, @Nullable String integrity) {}

  /**
   * A script.
   *
   * @param type value of the attribute, {@code module} for ours
   * @param loading {@code defer} or {@code async}; modules are deferred anyway
   */
  public record Script(
      String src, @Nullable String integrity, @Nullable String type, @Nullable String loading) {

    public boolean async() {
      return "async".equals(loading);
    }

    /** Whether the attribute says anything: modules are deferred without it. */
    public boolean defer() {
      return "defer".equals(loading) && !"module".equals(type);
    }
  }

  /** A module that will be imported by a script of this page. */
  public record ModulePreload(String href, @Nullable String integrity) {}

  /** The head of a page nobody could describe yet: plain HTML. */
  static PageHead unavailable(String page) {
    return new PageHead(page, false, List.of(), List.of(), List.of(), null, null, Map.of(), null);
  }

  /** The value of {@code Content-Security-Policy} for this page. */
  public String contentSecurityPolicy() {
    String own = cdn == null ? "'self'" : "'self' " + cdn;
    String inline = importMapHash == null ? "" : " " + importMapHash;
    return "default-src 'none'; script-src "
        + own
        + " 'wasm-unsafe-eval'"
        + inline
        + "; worker-src 'self'; style-src "
        + own
        + "; img-src "
        + own
        + " data: blob:; font-src "
        + own
        + " data:; media-src 'self' blob:; connect-src "
        + own
        + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  }
}
