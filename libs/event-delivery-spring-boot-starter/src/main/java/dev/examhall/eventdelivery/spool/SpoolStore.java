package dev.examhall.eventdelivery.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of bytes in append-only files ('segments'), for one writing and one reading thread.
 *
 * <p>An entry is its length, its CRC-32C and its payload. A process that dies in the middle of a
 * write leaves a torn tail, which the CRC shows: the next process never appends to an older
 * segment, and its reader goes on with the next segment where one ends or is torn. What the reader
 * acknowledged is kept in {@code checkpoint}; whole segments behind it are deleted.
 */
final class SpoolStore implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(SpoolStore.class);

  private static final String SUFFIX = ".events";
  private static final int FRAME = Integer.BYTES + Integer.BYTES;
  private static final int CHECKPOINT = Long.BYTES + Long.BYTES + Integer.BYTES;

  private final Path directory;
  private final long capacity;
  private final long segmentSize;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final FileChannel checkpoint;

  /** Bytes of each segment, those that are complete and the one that is written. */
  private final NavigableMap<Long, Long> segments = new ConcurrentSkipListMap<>();

  // The writer's.
  private @Nullable FileChannel writing;
  private volatile SpoolPosition end;
  private volatile boolean dirty;

  // The reader's.
  private @Nullable SegmentReader reading;
  private volatile SpoolPosition acknowledged;

  private SpoolStore(
      Path directory, long capacity, long segmentSize, FileChannel lockFile, FileLock lock)
      throws IOException {
    this.directory = directory;
    this.capacity = capacity;
    this.segmentSize = segmentSize;
    this.lockFile = lockFile;
    this.lock = lock;
    this.checkpoint =
        FileChannel.open(
            directory.resolve("checkpoint"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    findSegments();
    SpoolPosition kept = readCheckpoint();
    // Numbers only grow, even past files that are gone: a checkpoint never points into a later use
    // of its number.
    long next = Math.max(segments.isEmpty() ? -1 : segments.lastKey(), kept.segment()) + 1;
    segments.put(next, 0L);
    this.end = new SpoolPosition(next, 0);
    long first = segments.ceilingKey(Math.max(0, kept.segment()));
    this.acknowledged = first == kept.segment() ? kept : new SpoolPosition(first, 0);
    deleteBefore(acknowledged.segment());
  }

  /**
   * @throws IllegalStateException if another process has the directory
   */
  static SpoolStore open(Path directory, long capacity, long segmentSize) throws IOException {
    Files.createDirectories(directory);
    FileChannel lockFile =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        throw inUse(directory);
      }
      return new SpoolStore(directory, capacity, segmentSize, lockFile, lock);
    } catch (OverlappingFileLockException e) {
      lockFile.close();
      throw inUse(directory);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static IllegalStateException inUse(Path directory) {
    return new IllegalStateException(
        "%s is in use by another process: give each instance its own EXAMHALL_DATA_DIR"
            .formatted(directory));
  }

  /**
   * Appends as many of the payloads as there is room for.
   *
   * @return how many of them, from the first; they survive the death of this process from now on
   */
  int append(List<byte[]> payloads) throws IOException {
    int appended = 0;
    while (appended < payloads.size()) {
      long room = Math.min(capacity - size(), segmentSize - end.offset());
      int fitting = fitting(payloads, appended, room);
      if (fitting > 0) {
        write(payloads.subList(appended, appended + fitting));
        appended += fitting;
      } else if (end.offset() > 0 && frameSize(payloads.get(appended)) <= capacity - size()) {
        roll();
      } else if (end.offset() == 0 && frameSize(payloads.get(appended)) <= capacity - size()) {
        // Larger than a segment: it gets one of its own.
        write(payloads.subList(appended, appended + 1));
        appended++;
      } else {
        return appended;
      }
    }
    return appended;
  }

  private static int fitting(List<byte[]> payloads, int from, long room) {
    int count = 0;
    long used = 0;
    while (from + count < payloads.size()) {
      used += frameSize(payloads.get(from + count));
      if (used > room) {
        break;
      }
      count++;
    }
    return count;
  }

  private void write(List<byte[]> payloads) throws IOException {
    int bytes = payloads.stream().mapToInt(SpoolStore::frameSize).sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    for (byte[] payload : payloads) {
      buffer.putInt(payload.length).putInt(crc(payload, payload.length)).put(payload);
    }
    buffer.flip();
    SpoolPosition start = end;
    FileChannel channel = writing();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer, start.offset() + bytes - buffer.remaining());
      }
    } catch (IOException e) {
      abandonSegment(start);
      throw e;
    }
    dirty = true;
    segments.put(start.segment(), start.offset() + bytes);
    end = new SpoolPosition(start.segment(), start.offset() + bytes);
  }

  /** A write that failed half-way must not stand between two good entries. */
  private void abandonSegment(SpoolPosition good) {
    try {
      writing().truncate(good.offset());
    } catch (IOException e) {
      log.warn("The spool's segment {} stays with a torn tail", good.segment(), e);
    }
    try {
      roll();
    } catch (IOException e) {
      log.warn("The spool cannot begin a new segment", e);
    }
  }

  private FileChannel writing() throws IOException {
    if (writing == null) {
      writing =
          FileChannel.open(
              file(end.segment()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
    return writing;
  }

  private void roll() throws IOException {
    sync();
    if (writing != null) {
      writing.close();
      writing = null;
    }
    long next = end.segment() + 1;
    segments.put(next, 0L);
    end = new SpoolPosition(next, 0);
  }

  /** Makes what was appended survive the machine's death too. For the writing thread. */
  void sync() throws IOException {
    if (dirty && writing != null) {
      dirty = false;
      writing.force(false);
    }
  }

  /** The oldest entries that are not acknowledged. For the reading thread. */
  List<SpoolEntry> read(int maxEntries, long maxBytes) throws IOException {
    List<SpoolEntry> entries = new ArrayList<>();
    SpoolPosition position = acknowledged;
    SpoolPosition limit = end;
    long bytes = 0;
    while (entries.size() < maxEntries && bytes < maxBytes && position.compareTo(limit) < 0) {
      SpoolEntry entry = entryAt(position, limit);
      if (entry != null) {
        entries.add(entry);
        bytes += entry.payload().length;
        position = entry.end();
      } else {
        Long next = segments.higherKey(position.segment());
        if (next == null) {
          break;
        }
        if (entries.isEmpty()) {
          // Nothing before it is left to be acknowledged: this is how its file goes.
          acknowledge(new SpoolPosition(next, 0));
        }
        position = new SpoolPosition(next, 0);
      }
    }
    return entries;
  }

  private @Nullable SpoolEntry entryAt(SpoolPosition position, SpoolPosition limit)
      throws IOException {
    long segmentEnd =
        position.segment() == limit.segment()
            ? limit.offset()
            : segments.getOrDefault(position.segment(), 0L);
    if (position.offset() >= segmentEnd) {
      return null;
    }
    ByteBuffer frame = ByteBuffer.allocate(FRAME);
    SegmentReader reader = reading(position.segment());
    if (!reader.read(frame, position.offset(), segmentEnd)) {
      return torn(position, segmentEnd);
    }
    int length = frame.getInt(0);
    if (length < 0 || position.offset() + FRAME + length > segmentEnd) {
      return torn(position, segmentEnd);
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    if (!reader.read(payload, position.offset() + FRAME, segmentEnd)
        || crc(payload.array(), length) != frame.getInt(Integer.BYTES)) {
      return torn(position, segmentEnd);
    }
    return new SpoolEntry(
        payload.array(), new SpoolPosition(position.segment(), position.offset() + FRAME + length));
  }

  private static @Nullable SpoolEntry torn(SpoolPosition position, long segmentEnd) {
    log.warn(
        "The spool's segment {} is torn at byte {}: {} bytes were not wholly written when the"
            + " process died",
        position.segment(),
        position.offset(),
        segmentEnd - position.offset());
    return null;
  }

  private SegmentReader reading(long segment) throws IOException {
    SegmentReader open = reading;
    if (open == null || open.segment() != segment) {
      closeReading();
      open = new SegmentReader(segment, file(segment));
      reading = open;
    }
    return open;
  }

  private void closeReading() throws IOException {
    if (reading != null) {
      reading.close();
      reading = null;
    }
  }

  /** Kafka has everything before this place. For the reading thread. */
  void acknowledge(SpoolPosition position) throws IOException {
    acknowledged = position;
    ByteBuffer buffer = ByteBuffer.allocate(CHECKPOINT);
    buffer.putLong(position.segment()).putLong(position.offset());
    buffer.putInt(crc(buffer.array(), Long.BYTES + Long.BYTES)).flip();
    checkpoint.write(buffer, 0);
    deleteBefore(position.segment());
  }

  private void deleteBefore(long segment) throws IOException {
    if (reading != null && reading.segment() < segment) {
      closeReading();
    }
    for (Long old : segments.headMap(segment).keySet()) {
      Files.deleteIfExists(file(old));
      segments.remove(old);
    }
  }

  private void findSegments() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .forEach(file -> segments.put(number(file), sizeOf(file)));
    }
  }

  /** Before everything if there is none: sending twice is right, not sending is not. */
  private SpoolPosition readCheckpoint() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHECKPOINT);
    if (SegmentReader.readFully(checkpoint, buffer, 0)
        && crc(buffer.array(), Long.BYTES + Long.BYTES) == buffer.getInt(Long.BYTES + Long.BYTES)) {
      return new SpoolPosition(buffer.getLong(0), buffer.getLong(Long.BYTES));
    }
    return new SpoolPosition(-1, 0);
  }

  /** Bytes on disk. */
  long size() {
    return segments.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Bytes that Kafka does not have yet. */
  long pending() {
    return Math.max(0, size() - acknowledged.offset());
  }

  boolean isEmpty() {
    return pending() == 0;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static int frameSize(byte[] payload) {
    return FRAME + payload.length;
  }

  private Path file(long segment) {
    return directory.resolve("%016d%s".formatted(segment, SUFFIX));
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    sync();
    if (writing != null) {
      writing.close();
      writing = null;
    }
    closeReading();
    checkpoint.close();
    lock.release();
    lockFile.close();
  }
}
