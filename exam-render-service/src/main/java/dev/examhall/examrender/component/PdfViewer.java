package dev.examhall.examrender.component;

import org.jspecify.annotations.Nullable;

/**
 * The booklet.
 *
 * @param pdfUrl path below the gateway
 * @param initialPage page shown first, from 1
 * @param allowDownload whether a link to the file is offered
 * @param showControls whether the toolbar is shown
 * @param splitPages whether each page of the file holds two pages side by side
 * @param skipFirstLeftHalf whether the left half of the file's first page is left out when split
 */
public record PdfViewer(
    @Nullable String id,
    String pdfUrl,
    int initialPage,
    boolean allowDownload,
    boolean showControls,
    boolean splitPages,
    boolean skipFirstLeftHalf)
    implements Component {

  public PdfViewer {
    if (pdfUrl.isBlank()) {
      throw new IllegalArgumentException("pdfUrl must not be blank");
    }
    if (initialPage < 1) {
      throw new IllegalArgumentException("initialPage counts from 1, but was " + initialPage);
    }
  }

  /** First page, no download, with controls, pages as they are. */
  public static PdfViewer of(@Nullable String id, String pdfUrl) {
    return new PdfViewer(id, pdfUrl, 1, false, true, false, false);
  }

  public PdfViewer withDownload(boolean allowed) {
    return new PdfViewer(
        id, pdfUrl, initialPage, allowed, showControls, splitPages, skipFirstLeftHalf);
  }

  public PdfViewer withSplitPages(boolean split, boolean skipFirstLeft) {
    return new PdfViewer(
        id, pdfUrl, initialPage, allowDownload, showControls, split, skipFirstLeft);
  }

  @Override
  public ComponentType type() {
    return ComponentType.PDF_VIEWER;
  }
}
