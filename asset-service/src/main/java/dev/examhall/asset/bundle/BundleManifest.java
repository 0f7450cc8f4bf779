package dev.examhall.asset.bundle;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that one release of the page bundles holds. Written at build time next to one file with the
 * bytes of every variant; names have no leading {@code /assets/}.
 *
 * @param release id of this release: it changes when a byte of any file does
 * @param pdfWorker name of PDF.js's worker script
 * @param pdfjsFolder name, ending in a slash, under which PDF.js's fonts, character maps and WASM
 *     files are
 * @param workers names of the files that keep their name from release to release: service workers
 *     and their source maps
 */
public record BundleManifest(
    String release,
    String pdfWorker,
    String pdfjsFolder,
    List<Page> pages,
    List<StoredFile> files,
    List<String> workers) {

  public BundleManifest(
      String release,
      String pdfWorker,
      String pdfjsFolder,
      List<Page> pages,
      List<StoredFile> files,
      @Nullable List<String> workers) {
    this.release = release;
    this.pdfWorker = pdfWorker;
    this.pdfjsFolder = pdfjsFolder;
    this.pages = pages;
    this.files = files;
    // Kept releases are older than the field.
    this.workers = workers == null ? List.of() : workers;
  }

  /**
   * What one page needs.
   *
   * @param modulePreloads modules that the page's scripts import statically, directly or not
   * @param modules every module other than the scripts that the page can load, also dynamically,
   *     and its integrity
   * @param brotliBytes bytes of styles, scripts and module preloads as a browser gets them
   */
  public record Page(
      String page,
      List<String> styles,
      List<Script> scripts,
      List<String> modulePreloads,
      List<String> modules,
      long brotliBytes) {}

  /** A module script and how it is loaded. */
  public record Script(String name, Loading loading) {}

  /** How a script is loaded: a module is deferred unless it asks to run as soon as it is there. */
  public enum Loading {
    DEFER,
    ASYNC
  }

  /**
   * One public name.
   *
   * @param integrity subresource integrity of the bytes without encoding: {@code sha384-…}
   * @param variants by encoding; identity is always there
   */
  public record StoredFile(
      String name, String contentType, String integrity, Map<ContentEncoding, Variant> variants) {}

  /**
   * One encoding of a file.
   *
   * @param etag strong, with its quotes
   * @param offset where its bytes begin in the release's file of bytes
   * @param length in bytes
   */
  public record Variant(String etag, long offset, int length) {}
}
