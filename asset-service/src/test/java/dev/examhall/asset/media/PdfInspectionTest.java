package dev.examhall.asset.media;

import static dev.examhall.asset.media.MediaRefusal.Reason.DAMAGED_PDF;
import static dev.examhall.asset.media.MediaRefusal.Reason.ENCRYPTED_PDF;
import static dev.examhall.asset.media.MediaRefusal.Reason.NOT_A_PDF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfInspectionTest {
  @TempDir Path folder;

  @Test
  void countsPages() throws IOException {
    assertThat(inspect(PdfSamples.pages(12)))
        .isEqualTo(new Inspection.Accepted(MediaFormat.PDF, 12, null));
  }

  @Test
  void refusesAFileThatWasCutOffAnywhere() throws IOException {
    byte[] whole = PdfSamples.pages(5);
    for (int tenths = 1; tenths < 10; tenths++) {
      assertRefused(Arrays.copyOf(whole, whole.length * tenths / 10), DAMAGED_PDF);
    }
  }

  @Test
  void refusesAFileWhoseInsideIsGone() throws IOException {
    byte[] gone = PdfSamples.pages(5);
    Arrays.fill(gone, 20, gone.length - 30, (byte) ' ');

    assertRefused(gone, DAMAGED_PDF);
  }

  @Test
  void refusesProtectedFilesWithAndWithoutAPasswordToOpenThem() throws IOException {
    assertRefused(PdfSamples.encrypted("secret"), ENCRYPTED_PDF);
    assertRefused(PdfSamples.encrypted(""), ENCRYPTED_PDF);
  }

  @Test
  void refusesWhatIsNotAPdf() throws IOException {
    assertRefused(AudioSamples.ascii("<!doctype html><p>%PDF is not enough</p>"), NOT_A_PDF);
    assertRefused(AudioSamples.wav(1), NOT_A_PDF);
    assertRefused(new byte[0], NOT_A_PDF);
  }

  @Test
  void refusesADocumentWithoutPages() throws IOException {
    assertRefused(PdfSamples.pages(0), DAMAGED_PDF);
  }

  private void assertRefused(byte[] bytes, MediaRefusal.Reason reason) throws IOException {
    assertThat(inspect(bytes))
        .isInstanceOfSatisfying(
            Inspection.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
  }

  private Inspection inspect(byte[] bytes) throws IOException {
    return PdfInspection.inspect(Files.write(folder.resolve("booklet.pdf"), bytes));
  }
}
