package dev.examhall.asset.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** PDFs as a real writer makes them. */
final class PdfSamples {
  private PdfSamples() {}

  static byte[] pages(int count) throws IOException {
    try (PDDocument document = document(count)) {
      return bytes(document);
    }
  }

  /** An empty user password makes a PDF that opens without one, but with restrictions. */
  static byte[] encrypted(String userPassword) throws IOException {
    try (PDDocument document = document(2)) {
      document.protect(new StandardProtectionPolicy("owner", userPassword, new AccessPermission()));
      return bytes(document);
    }
  }

  private static PDDocument document(int pages) throws IOException {
    PDDocument document = new PDDocument();
    for (int i = 1; i <= pages; i++) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(FontName.HELVETICA), 12);
        content.newLineAtOffset(50, 700);
        content.showText("Page " + i);
        content.endText();
      }
    }
    return document;
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }
}
