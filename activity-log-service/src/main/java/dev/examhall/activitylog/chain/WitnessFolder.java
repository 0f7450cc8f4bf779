package dev.examhall.activitylog.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is kept of the chain apart from the database: a file for each day with a signed line for
 * each block, and one with signed statements about what may be missing, and why. Lines are forced
 * to the disk. Blocks; for threads of its own.
 */
final class WitnessFolder {

  private static final String SUFFIX = ".chain";
  private static final String STATEMENTS = "statements";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Base64.Encoder ENCODER = Base64.getEncoder();
  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private final Path folder;
  private final ChainKeys keys;

  WitnessFolder(Path folder, ChainKeys keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /**
   * What is known about a day.
   *
   * @param forged lines that are not signed by this log
   */
  record Day(List<Witness> blocks, int forged) {}

  /**
   * What may be missing.
   *
   * @param keptFrom activities before that day were dropped by age
   * @param unsealed activities that were there before the first block
   * @param erased activities without their personal part
   */
  record Statements(Optional<LocalDate> keptFrom, long unsealed, Set<UUID> erased) {}

  /** The days with a witness, in order. */
  List<LocalDate> days() {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(
          new TreeSet<>(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(SUFFIX))
                  .map(name -> LocalDate.parse(name.substring(0, name.length() - SUFFIX.length())))
                  .toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(Witness block) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("day", block.day().toString());
    line.put("block", block.number());
    line.put("first", block.firstPosition());
    line.put("hash", HexFormat.of().formatHex(block.hash()));
    line.put("ids", ENCODER.encodeToString(block.ids()));
    line.put("marks", ENCODER.encodeToString(block.marks()));
    line.put("at", Instant.now().toString());
    append(block.day() + SUFFIX, line);
  }

  void keptFrom(LocalDate day) {
    append(STATEMENTS, new LinkedHashMap<>(Map.of("keptFrom", day.toString())));
  }

  void forgetBefore(LocalDate day) {
    try {
      for (LocalDate old : days()) {
        if (old.isBefore(day)) {
          Files.deleteIfExists(folder.resolve(old + SUFFIX));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void unsealed(long count) {
    append(STATEMENTS, new LinkedHashMap<>(Map.of("unsealed", count)));
  }

  void erased(UUID erasure, List<UUID> activities) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("erasure", erasure.toString());
    line.put("ids", ENCODER.encodeToString(Witness.packed(activities)));
    append(STATEMENTS, line);
  }

  Day read(LocalDate day) {
    SortedMap<Integer, Witness> blocks = new TreeMap<>();
    int forged = 0;
    for (Line line : lines(day + SUFFIX)) {
      switch (line) {
        case Line.Signed signed -> {
          Witness witness = witness(signed.statement());
          blocks.putIfAbsent(witness.number(), witness);
        }
        case Line.Forged ignored -> forged++;
        case Line.Torn ignored -> {}
      }
    }
    return new Day(List.copyOf(blocks.values()), forged);
  }

  Statements statements() {
    LocalDate keptFrom = null;
    long unsealed = 0;
    Set<UUID> erased = new HashSet<>();
    for (Line line : lines(STATEMENTS)) {
      if (!(line instanceof Line.Signed signed)) {
        continue;
      }
      JsonNode statement = signed.statement();
      if (statement.has("keptFrom")) {
        LocalDate day = LocalDate.parse(statement.get("keptFrom").asString());
        keptFrom = keptFrom == null || day.isAfter(keptFrom) ? day : keptFrom;
      }
      if (statement.has("unsealed")) {
        unsealed = Math.max(unsealed, statement.get("unsealed").asLong());
      }
      if (statement.has("erasure")) {
        byte[] ids = DECODER.decode(statement.get("ids").asString());
        for (int i = 0; i < ids.length / Witness.ID; i++) {
          erased.add(uuid(ids, i));
        }
      }
    }
    return new Statements(Optional.ofNullable(keptFrom), unsealed, erased);
  }

  private static Witness witness(JsonNode line) {
    return new Witness(
        LocalDate.parse(line.get("day").asString()),
        line.get("block").asInt(),
        line.get("first").asLong(),
        DECODER.decode(line.get("ids").asString()),
        DECODER.decode(line.get("marks").asString()),
        HexFormat.of().parseHex(line.get("hash").asString()));
  }

  private static UUID uuid(byte[] packed, int index) {
    ByteBuffer bytes = ByteBuffer.wrap(packed, index * Witness.ID, Witness.ID);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private void append(String file, Map<String, Object> line) {
    line.put("signature", keys.sign(JSON.writeValueAsString(line)));
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(file),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      String begin = isTorn(channel) ? "\n" : "";
      ByteBuffer bytes =
          ByteBuffer.wrap(
              (begin + JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
      channel.position(channel.size());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a process died in the middle of the last line. */
  private static boolean isTorn(FileChannel channel) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.size() > 0
        && channel.read(last, channel.size() - 1) == 1
        && last.get(0) != (byte) '\n';
  }

  private sealed interface Line {
    record Signed(JsonNode statement) implements Line {}

    record Forged() implements Line {}

    record Torn() implements Line {}
  }

  private Line read(String line) {
    try {
      var read = JSON.readTree(line).asObject();
      JsonNode signature = read.remove("signature");
      return signature != null && keys.signed(JSON.writeValueAsString(read), signature.asString())
          ? new Line.Signed(read)
          : new Line.Forged();
    } catch (JacksonException e) {
      return new Line.Torn();
    }
  }

  /** Lazily: a day's file may be larger than what a small service has of memory. */
  private Iterable<Line> lines(String file) {
    Path path = folder.resolve(file);
    List<Line> none = List.of();
    if (!Files.exists(path)) {
      return none;
    }
    return () -> {
      try {
        return new LineIterator(Files.newBufferedReader(path));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private final class LineIterator implements Iterator<Line> {

    private final BufferedReader reader;
    private @Nullable String next;

    LineIterator(BufferedReader reader) throws IOException {
      this.reader = reader;
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Line next() {
      String line = next;
      if (line == null) {
        throw new NoSuchElementException();
      }
      try {
        advance();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return read(line);
    }

    private void advance() throws IOException {
      next = reader.readLine();
      if (next == null) {
        reader.close();
      }
    }
  }
}
