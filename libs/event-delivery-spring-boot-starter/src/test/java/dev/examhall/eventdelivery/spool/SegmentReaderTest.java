package dev.examhall.eventdelivery.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentReaderTest {

  @TempDir Path directory;

  @Test
  void keepsNothingOfWhatWasNotYetWritten() throws IOException {
    Path file = Files.write(directory.resolve("segment"), new byte[] {1, 2, 3, 0, 0});
    try (SegmentReader reader = new SegmentReader(0, file)) {
      assertThat(read(reader, 0, 2, 3)).containsExactly(1, 2);
      Files.write(file, new byte[] {1, 2, 3, 4, 5});

      assertThat(read(reader, 2, 3, 5)).containsExactly(3, 4, 5);
    }
  }

  @Test
  void saysWhenThereIsNotThatMuch() throws IOException {
    Path file = Files.write(directory.resolve("segment"), new byte[] {1, 2, 3});
    try (SegmentReader reader = new SegmentReader(0, file)) {
      assertThat(reader.read(ByteBuffer.allocate(4), 0, 3)).isFalse();
      assertThat(reader.read(ByteBuffer.allocate(4), 0, 9)).isFalse();
      assertThat(reader.read(ByteBuffer.allocate(100_000), 0, 3)).isFalse();
      assertThat(read(reader, 0, 3, 3)).containsExactly(1, 2, 3);
    }
  }

  private static byte[] read(SegmentReader reader, long offset, int length, long writtenTo)
      throws IOException {
    ByteBuffer into = ByteBuffer.allocate(length);
    assertThat(reader.read(into, offset, writtenTo)).isTrue();
    return into.array();
  }
}
