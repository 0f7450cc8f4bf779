package dev.examhall.asset.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Small audio files, made here byte by byte or by real encoders. */
final class AudioSamples {
  private AudioSamples() {}

  /** Three seconds by LAME or SoX, in {@code src/test/resources/audio}. */
  static byte[] encoded(String name) throws IOException {
    try (InputStream in = AudioSamples.class.getResourceAsStream("/audio/" + name)) {
      if (in == null) {
        throw new IOException("no sample " + name);
      }
      return in.readAllBytes();
    }
  }

  /** PCM, 8 kHz, 16 bit, mono. */
  static byte[] wav(double seconds) {
    int data = (int) (seconds * 16_000);
    ByteBuffer wav = ByteBuffer.allocate(44 + data).order(ByteOrder.LITTLE_ENDIAN);
    wav.put(ascii("RIFF")).putInt(36 + data).put(ascii("WAVEfmt ")).putInt(16);
    wav.putShort((short) 1).putShort((short) 1).putInt(8_000).putInt(16_000);
    wav.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(data);
    return wav.array();
  }

  /** Only the boxes that say what it is; {@code handler} is {@code soun} or {@code vide}. */
  static byte[] mp4(double seconds, String handler) {
    ByteBuffer mvhd = ByteBuffer.allocate(100);
    mvhd.putInt(12, 1_000).putInt(16, (int) (seconds * 1_000));
    ByteBuffer hdlr = ByteBuffer.allocate(24);
    hdlr.put(8, ascii(handler));
    byte[] trak = box("trak", box("mdia", box("hdlr", hdlr.array())));
    return join(
        box("ftyp", ascii("M4A \0\0\0\0")),
        box("mdat", new byte[500]),
        box("moov", join(box("mvhd", mvhd.array()), trak)));
  }

  /** Opus with two pages. */
  static byte[] opus(double seconds) {
    ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
    head.put(ascii("OpusHead")).put((byte) 1).put((byte) 1).putShort((short) 312);
    return join(page(0, head.array(), 2), page(312 + (long) (seconds * 48_000), new byte[200], 4));
  }

  private static byte[] page(long samples, byte[] packet, int flags) {
    ByteBuffer page = ByteBuffer.allocate(28 + packet.length).order(ByteOrder.LITTLE_ENDIAN);
    page.put(ascii("OggS")).put((byte) 0).put((byte) flags).putLong(samples).putInt(77);
    page.putInt(0).putInt(0).put((byte) 1).put((byte) packet.length).put(packet);
    return page.array();
  }

  static byte[] box(String type, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .putInt(8 + content.length)
        .put(ascii(type))
        .put(content)
        .array();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
