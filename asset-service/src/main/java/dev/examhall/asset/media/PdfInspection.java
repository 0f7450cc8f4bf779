package dev.examhall.asset.media;

import static dev.examhall.asset.media.MediaRefusal.Reason.DAMAGED_PDF;
import static dev.examhall.asset.media.MediaRefusal.Reason.ENCRYPTED_PDF;
import static dev.examhall.asset.media.MediaRefusal.Reason.NOT_A_PDF;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/** Looks into a file that is meant to be a PDF. */
final class PdfInspection {
  /** Readers accept the header within the first KB, and the end marker within the last one. */
  private static final int MARGIN = 1024;

  private PdfInspection() {}

  static Inspection inspect(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (!window(bytes, 0).contains("%PDF-")) {
        return Inspection.refused(
            NOT_A_PDF,
            "This file is not a PDF, whatever its name says. Export the booklet as a PDF and upload"
                + " that.");
      }
      // The parser repairs what it can: a file that was cut off would pass with the pages it still
      // has.
      if (!window(bytes, bytes.length() - MARGIN).contains("%%EOF")) {
        return Inspection.refused(
            DAMAGED_PDF,
            "The end of this PDF is missing, so it was probably cut off while it was copied or"
                + " downloaded. Open it to see whether it is whole, then upload it again.");
      }
    }
    return parse(file);
  }

  private static Inspection parse(Path file) throws IOException {
    try (RandomAccessReadBufferedFile source = new RandomAccessReadBufferedFile(file.toFile());
        PDDocument document = Loader.loadPDF(source, IOUtils.createTempFileOnlyStreamCache())) {
      if (document.isEncrypted()) {
        return encrypted();
      }
      int pages = 0;
      for (PDPage page : document.getPages()) {
        // Asking for the size makes the parser read the page and what it inherits.
        if (page.getMediaBox() == null) {
          return damaged();
        }
        pages++;
      }
      return pages == 0
          ? Inspection.refused(
              DAMAGED_PDF, "This PDF has no pages. Export the booklet again and upload that.")
          : new Inspection.Accepted(MediaFormat.PDF, pages, null);
    } catch (InvalidPasswordException e) {
      return encrypted();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return damaged();
    }
  }

  private static Inspection encrypted() {
    return Inspection.refused(
        ENCRYPTED_PDF,
        "This PDF is protected by a password or by restrictions, so students' browsers may not be"
            + " able to show it. Save a copy without protection and upload that.");
  }

  private static Inspection damaged() {
    return Inspection.refused(
        DAMAGED_PDF,
        "This PDF is damaged: its pages cannot be read. Open it to see whether it is whole, export"
            + " it again, and upload that.");
  }

  private static String window(RandomAccessFile bytes, long from) throws IOException {
    long start = Math.max(0, from);
    byte[] window = new byte[(int) Math.min(MARGIN, bytes.length() - start)];
    bytes.seek(start);
    bytes.readFully(window);
    return new String(window, StandardCharsets.ISO_8859_1);
  }
}
