package dev.examhall.eventdelivery.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolStoreTest {

  private static final long CAPACITY = 100_000;
  private static final long SEGMENT = 1_000;

  @TempDir Path directory;

  @Test
  void givesEntriesBackInTheirOrderOverSegments() throws IOException {
    try (SpoolStore store = open()) {
      store.append(payloads(0, 200));

      assertThat(texts(store.read(1000, 1 << 20))).isEqualTo(names(0, 200));
      assertThat(segmentFiles()).hasSizeGreaterThan(2);
    }
  }

  @Test
  void goesOnWhereItWasAcknowledgedAfterAProcessThatWasKilled() throws IOException {
    SpoolStore killed = open();
    killed.append(payloads(0, 100));
    killed.acknowledge(killed.read(40, 1 << 20).getLast().end());
    abandon(killed);

    try (SpoolStore next = open()) {
      next.append(payloads(100, 110));

      assertThat(texts(next.read(1000, 1 << 20))).isEqualTo(names(40, 110));
    }
  }

  @Test
  void leavesOutATornTailAndKeepsWhatIsAroundIt() throws IOException {
    SpoolStore killed = open();
    killed.append(payloads(0, 10));
    abandon(killed);
    Path last = segmentFiles().getLast();
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(bytes, bytes.length - 3));

    try (SpoolStore next = open()) {
      next.append(payloads(10, 12));

      List<String> expected = new ArrayList<>(names(0, 9));
      expected.addAll(names(10, 12));
      assertThat(texts(next.read(1000, 1 << 20))).isEqualTo(expected);
    }
  }

  @Test
  void leavesOutATailOfGarbage() throws IOException {
    SpoolStore killed = open();
    killed.append(payloads(0, 3));
    abandon(killed);
    Files.write(
        segmentFiles().getLast(),
        new byte[] {0x7f, -1, -1, -1, 1, 2, 3, 4, 5},
        StandardOpenOption.APPEND);

    try (SpoolStore next = open()) {
      assertThat(texts(next.read(1000, 1 << 20))).isEqualTo(names(0, 3));
    }
  }

  @Test
  void sendsAgainRatherThanNotAtAllWhenTheCheckpointIsDamaged() throws IOException {
    SpoolStore killed = open();
    killed.append(payloads(0, 10));
    killed.acknowledge(killed.read(5, 1 << 20).getLast().end());
    abandon(killed);
    Files.write(directory.resolve("checkpoint"), new byte[20]);

    try (SpoolStore next = open()) {
      assertThat(texts(next.read(1000, 1 << 20))).isEqualTo(names(0, 10));
    }
  }

  @Test
  void neverSkipsNewEntriesBecauseOfACheckpointOfFilesThatAreGone() throws IOException {
    try (SpoolStore store = open()) {
      store.append(payloads(0, 200));
      List<SpoolEntry> all = store.read(1000, 1 << 20);
      store.acknowledge(all.getLast().end());
      store.read(1, 1);
    }
    for (Path file : segmentFiles()) {
      Files.delete(file);
    }
    SpoolStore killed = open();
    killed.append(payloads(200, 400));
    abandon(killed);

    try (SpoolStore next = open()) {
      assertThat(texts(next.read(1000, 1 << 20))).isEqualTo(names(200, 400));
    }
  }

  @Test
  void deletesSegmentsThatAreAcknowledged() throws IOException {
    try (SpoolStore store = open()) {
      store.append(payloads(0, 200));
      store.acknowledge(store.read(1000, 1 << 20).getLast().end());

      assertThat(segmentFiles()).hasSize(1);
      assertThat(store.isEmpty()).isTrue();
    }
  }

  @Test
  void takesNothingBeyondItsCapacityAndKeepsWhatItHas() throws IOException {
    try (SpoolStore store = SpoolStore.open(directory, 2_500, SEGMENT)) {
      int taken = store.append(payloads(0, 1_000));

      assertThat(taken).isBetween(50, 200);
      assertThat(store.size()).isLessThanOrEqualTo(2_500);
      assertThat(texts(store.read(10_000, 1 << 20))).isEqualTo(names(0, taken));
    }
  }

  @Test
  void hasRoomAgainAfterAnAcknowledgement() throws IOException {
    try (SpoolStore store = SpoolStore.open(directory, 2_500, SEGMENT)) {
      store.append(payloads(0, 1_000));
      store.acknowledge(store.read(10_000, 1 << 20).getLast().end());

      assertThat(store.append(payloads(1_000, 1_010))).isEqualTo(10);
      assertThat(texts(store.read(10_000, 1 << 20))).isEqualTo(names(1_000, 1_010));
    }
  }

  @Test
  void takesAnEntryLargerThanASegment() throws IOException {
    try (SpoolStore store = open()) {
      byte[] large = new byte[5_000];
      store.append(List.of(payload(0), large, payload(1)));

      assertThat(store.read(10, 1 << 20))
          .extracting(entry -> entry.payload().length)
          .containsExactly(payload(0).length, 5_000, payload(1).length);
    }
  }

  @Test
  void readsWhatIsWrittenMeanwhileWholeAndInOrderWhateverItsSize() throws Exception {
    Random random = new Random(3);
    List<byte[]> all = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      byte[] payload =
          new byte[random.nextInt(50) == 0 ? random.nextInt(150_000) : random.nextInt(300)];
      random.nextBytes(payload);
      all.add(payload);
    }
    List<byte[]> found = new ArrayList<>();
    try (SpoolStore store = SpoolStore.open(directory, 1 << 30, 1 << 22);
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> written =
          writer.submit(
              () -> {
                for (int from = 0; from < all.size(); from += 5) {
                  store.append(all.subList(from, from + 5));
                }
                return null;
              });
      while (found.size() < all.size()) {
        boolean last = written.isDone();
        List<SpoolEntry> entries = store.read(100, 1 << 20);
        entries.forEach(entry -> found.add(entry.payload()));
        if (!entries.isEmpty()) {
          store.acknowledge(entries.getLast().end());
        } else if (last) {
          break;
        }
      }
      written.get();
    }
    assertThat(found)
        .hasSameSizeAs(all)
        .zipSatisfy(all, (is, was) -> assertThat(is).isEqualTo(was));
  }

  @Test
  void refusesADirectoryThatIsInUse() throws IOException {
    try (SpoolStore ignored = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("EXAMHALL_DATA_DIR");
    }
  }

  private SpoolStore open() throws IOException {
    return SpoolStore.open(directory, CAPACITY, SEGMENT);
  }

  /** Closing writes nothing but the lock's release, so that what is on disk is as after a kill. */
  private static void abandon(SpoolStore store) throws IOException {
    store.close();
  }

  private List<Path> segmentFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".events")).sorted().toList();
    }
  }

  private static byte[] payload(int number) {
    return ("event-" + number).getBytes(StandardCharsets.UTF_8);
  }

  private static List<byte[]> payloads(int from, int to) {
    return IntStream.range(from, to).mapToObj(SpoolStoreTest::payload).toList();
  }

  private static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(number -> "event-" + number).toList();
  }

  private static List<String> texts(List<SpoolEntry> entries) {
    return entries.stream()
        .map(entry -> new String(entry.payload(), StandardCharsets.UTF_8))
        .toList();
  }
}
