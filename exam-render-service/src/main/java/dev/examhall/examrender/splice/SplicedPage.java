package dev.examhall.examrender.splice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A page whose shared parts are kept as bytes, plain and compressed. Making it for one person is
 * copying.
 *
 * <p>Compressed, it is one gzip member (RFC 1952). Each shared part is a run of deflate blocks that
 * ends on a byte boundary (an empty stored block, zlib's {@code Z_SYNC_FLUSH}) and refers to
 * nothing outside itself. Personal parts are stored blocks: not compressed, so that the page's
 * length tells nothing about them (BREACH). The checksum is combined from those of the parts.
 */
public final class SplicedPage {

  private static final byte[] GZIP_HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff
  };

  /** An empty last block with fixed codes. */
  private static final byte[] LAST_BLOCK = {3, 0};

  private static final int TRAILER = 8;
  private static final int LARGEST_STORED_BLOCK = 0xffff;
  private static final int STORED_BLOCK_HEADER = 5;

  private sealed interface Part {}

  @SuppressWarnings("ArrayRecordComponent") // never compared, never handed out
  private record Shared(byte[] plain, byte[] deflated, int crc, int shift) implements Part {}

  private record Hole(String name) implements Part {}

  private final List<Part> parts;
  private final int sharedPlain;
  private final int sharedDeflated;

  private SplicedPage(List<Part> parts) {
    this.parts = List.copyOf(parts);
    int plain = 0;
    int deflated = 0;
    for (Part part : parts) {
      if (part instanceof Shared shared) {
        plain += shared.plain().length;
        deflated += shared.deflated().length;
      }
    }
    sharedPlain = plain;
    sharedDeflated = deflated;
  }

  /**
   * Cuts a rendered page at its holes and compresses what stands between them.
   *
   * @param html UTF-8, rendered with these holes
   */
  public static SplicedPage of(byte[] html, Holes holes) {
    String text = new String(html, StandardCharsets.UTF_8);
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(holes.mark()); at >= 0; at = text.indexOf(holes.mark(), from)) {
      addShared(parts, text.substring(from, at));
      int name = at + holes.mark().length();
      int end = text.indexOf(holes.end(), name);
      parts.add(new Hole(text.substring(name, end)));
      from = end + 1;
    }
    addShared(parts, text.substring(from));
    return new SplicedPage(parts);
  }

  private static void addShared(List<Part> parts, String text) {
    if (!text.isEmpty()) {
      byte[] plain = text.getBytes(StandardCharsets.UTF_8);
      parts.add(
          new Shared(plain, deflate(plain), crc(plain), Crc32Combination.shift(plain.length)));
    }
  }

  private static byte[] deflate(byte[] plain) {
    try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(plain);
      ByteArrayOutputStream deflated = new ByteArrayOutputStream(plain.length / 3 + 64);
      byte[] buffer = new byte[8192];
      int length;
      do {
        length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        deflated.write(buffer, 0, length);
      } while (length == buffer.length);
      return deflated.toByteArray();
    }
  }

  /**
   * The page for one person, as it is.
   *
   * @param personal UTF-8 of each hole, by its name; safe where it stands
   * @throws IllegalArgumentException if one is missing
   */
  public byte[] plain(Map<String, byte[]> personal) {
    int length = sharedPlain;
    for (Part part : parts) {
      if (part instanceof Hole hole) {
        length += filling(hole, personal).length;
      }
    }
    ByteBuffer page = ByteBuffer.allocate(length);
    for (Part part : parts) {
      page.put(
          switch (part) {
            case Shared shared -> shared.plain();
            case Hole hole -> filling(hole, personal);
          });
    }
    return page.array();
  }

  /**
   * The page for one person, as a gzip member.
   *
   * @param personal UTF-8 of each hole, by its name; safe where it stands
   * @throws IllegalArgumentException if one is missing
   */
  public byte[] gzip(Map<String, byte[]> personal) {
    ByteBuffer page = ByteBuffer.allocate(gzipLength(personal));
    gzip(personal, page);
    return page.array();
  }

  /** How many bytes {@link #gzip} makes. */
  public int gzipLength(Map<String, byte[]> personal) {
    int length = GZIP_HEADER.length + sharedDeflated + LAST_BLOCK.length + TRAILER;
    for (Part part : parts) {
      if (part instanceof Hole hole) {
        int size = filling(hole, personal).length;
        length += size + storedBlocks(size) * STORED_BLOCK_HEADER;
      }
    }
    return length;
  }

  /**
   * As {@link #gzip(Map)}.
   *
   * @param target has room for {@link #gzipLength} bytes
   */
  public void gzip(Map<String, byte[]> personal, ByteBuffer target) {
    ByteBuffer page = target.order(ByteOrder.LITTLE_ENDIAN);
    page.put(GZIP_HEADER);
    int crc = 0;
    int size = 0;
    for (Part part : parts) {
      switch (part) {
        case Shared shared -> {
          page.put(shared.deflated());
          crc = Crc32Combination.combine(crc, shared.crc(), shared.shift());
          size += shared.plain().length;
        }
        case Hole hole -> {
          byte[] filling = filling(hole, personal);
          store(page, filling);
          crc = Crc32Combination.combine(crc, crc(filling), Crc32Combination.shift(filling.length));
          size += filling.length;
        }
      }
    }
    page.put(LAST_BLOCK).putInt(crc).putInt(size);
  }

  /** Bytes that it takes in memory, roughly. */
  public int weight() {
    return sharedPlain + sharedDeflated;
  }

  private static byte[] filling(Hole hole, Map<String, byte[]> personal) {
    byte[] filling = personal.get(hole.name());
    if (filling == null) {
      throw new IllegalArgumentException("nothing for the hole " + hole.name());
    }
    return filling;
  }

  private static int storedBlocks(int length) {
    return (length + LARGEST_STORED_BLOCK - 1) / LARGEST_STORED_BLOCK;
  }

  private static void store(ByteBuffer page, byte[] bytes) {
    for (int from = 0; from < bytes.length; from += LARGEST_STORED_BLOCK) {
      int length = Math.min(LARGEST_STORED_BLOCK, bytes.length - from);
      page.put((byte) 0)
          .putShort((short) length)
          .putShort((short) ~length)
          .put(bytes, from, length);
    }
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
