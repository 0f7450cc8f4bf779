package dev.examhall.asset.media;

import static dev.examhall.asset.media.MediaRefusal.Reason.DAMAGED_AUDIO;
import static dev.examhall.asset.media.MediaRefusal.Reason.NOT_AUDIO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AudioInspectionTest {
  @TempDir Path folder;

  @Test
  void measuresWhatRealEncodersMake() throws IOException {
    assertAudio(AudioSamples.encoded("cbr-without-header.mp3"), MediaFormat.MP3, 3);
    assertAudio(AudioSamples.encoded("vbr.mp3"), MediaFormat.MP3, 3);
    assertAudio(AudioSamples.encoded("vorbis.ogg"), MediaFormat.OGG, 3);
  }

  @Test
  void measuresEveryFormat() throws IOException {
    assertAudio(AudioSamples.wav(2.5), MediaFormat.WAV, 2.5);
    assertAudio(AudioSamples.mp4(61.25, "soun"), MediaFormat.M4A, 61.25);
    assertAudio(AudioSamples.opus(12), MediaFormat.OGG, 12);
  }

  @Test
  void countsFramesWhereNoHeaderSaysHowMany() throws IOException {
    byte[] mp3 = AudioSamples.encoded("cbr-without-header.mp3");
    byte[] half = Arrays.copyOf(mp3, mp3.length / 2);

    assertAudio(half, MediaFormat.MP3, 1.5);
  }

  @Test
  void findsTheFirstFrameBehindTags() throws IOException {
    byte[] tag = new byte[10 + 300];
    System.arraycopy(AudioSamples.ascii("ID3\4\0\0\0\0\2\54"), 0, tag, 0, 10);

    assertAudio(AudioSamples.join(tag, AudioSamples.encoded("vbr.mp3")), MediaFormat.MP3, 3);
  }

  @Test
  void acceptsAWavWhoseEncoderCouldNotGoBackToWriteTheLength() throws IOException {
    byte[] wav = AudioSamples.wav(2);
    Arrays.fill(wav, 40, 44, (byte) 0xFF);

    assertAudio(wav, MediaFormat.WAV, 2);
  }

  @Test
  void refusesFilesThatWereCutOff() throws IOException {
    for (byte[] whole :
        new byte[][] {
          AudioSamples.wav(2),
          AudioSamples.mp4(5, "soun"),
          AudioSamples.opus(5),
          AudioSamples.encoded("vbr.mp3"),
          AudioSamples.encoded("vorbis.ogg")
        }) {
      assertRefused(Arrays.copyOf(whole, whole.length * 2 / 3), DAMAGED_AUDIO);
    }
  }

  @Test
  void refusesWhatIsNotAudio() throws IOException {
    assertRefused(new byte[0], NOT_AUDIO);
    assertRefused(AudioSamples.ascii("<!doctype html><title>x</title>".repeat(500)), NOT_AUDIO);
    assertRefused(AudioSamples.ascii("%PDF-1.7\n"), NOT_AUDIO);
    assertRefused(AudioSamples.mp4(5, "vide"), NOT_AUDIO);
    assertRefused(AudioSamples.ascii("OggS".repeat(100)), NOT_AUDIO);
  }

  @Test
  void neverFailsWhateverTheBytesAre() throws IOException {
    Random random = new Random(42);
    byte[][] seeds = {
      AudioSamples.wav(0.1),
      AudioSamples.mp4(5, "soun"),
      AudioSamples.opus(5),
      Arrays.copyOf(AudioSamples.encoded("vbr.mp3"), 3_000)
    };
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = seeds[i % seeds.length].clone();
      for (int flips = 1 + random.nextInt(20); flips > 0; flips--) {
        bytes[random.nextInt(Math.min(bytes.length, 200))] = (byte) random.nextInt();
      }

      assertThat(inspect(bytes)).isNotNull();
    }
  }

  @Test
  void doesNotDescendForEverIntoNestedBoxes() throws IOException {
    byte[] nested = new byte[0];
    for (int i = 0; i < 20_000; i++) {
      nested = i < 50 ? AudioSamples.box(i % 2 == 0 ? "trak" : "moov", nested) : nested;
    }
    byte[] deep = new byte[8 * 100_000];
    for (int i = 0; i < 100_000; i++) {
      java.nio.ByteBuffer.wrap(deep)
          .position(i * 8)
          .putInt(deep.length - i * 8)
          .put(AudioSamples.ascii("trak"));
    }

    assertRefused(
        AudioSamples.join(AudioSamples.box("ftyp", new byte[8]), AudioSamples.box("moov", nested)),
        NOT_AUDIO);
    assertRefused(
        AudioSamples.join(AudioSamples.box("ftyp", new byte[8]), AudioSamples.box("moov", deep)),
        NOT_AUDIO);
  }

  private void assertAudio(byte[] bytes, MediaFormat format, double seconds) throws IOException {
    assertThat(inspect(bytes))
        .isInstanceOfSatisfying(
            Inspection.Accepted.class,
            accepted -> {
              assertThat(accepted.format()).isEqualTo(format);
              assertThat(accepted.durationSeconds()).isCloseTo(seconds, within(0.15));
              assertThat(accepted.pages()).isNull();
            });
  }

  private void assertRefused(byte[] bytes, MediaRefusal.Reason reason) throws IOException {
    assertThat(inspect(bytes))
        .isInstanceOfSatisfying(
            Inspection.Refused.class,
            refused -> assertThat(refused.refusal().reason()).isEqualTo(reason));
  }

  private Inspection inspect(byte[] bytes) throws IOException {
    return AudioInspection.inspect(Files.write(folder.resolve("audio"), bytes));
  }
}
