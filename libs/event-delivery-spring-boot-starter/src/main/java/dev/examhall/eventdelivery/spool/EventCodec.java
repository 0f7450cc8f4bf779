package dev.examhall.eventdelivery.spool;

import dev.examhall.eventdelivery.publishing.EncodedEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** An event as the spool keeps it: a version byte, the envelope, the body. */
final class EventCodec {

  private static final byte VERSION = 1;

  private EventCodec() {}

  static byte[] write(EncodedEvent event) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + event.body().length);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(VERSION);
    out.writeLong(event.id().getMostSignificantBits());
    out.writeLong(event.id().getLeastSignificantBits());
    out.writeLong(event.time().getEpochSecond());
    out.writeInt(event.time().getNano());
    out.writeUTF(event.topic());
    out.writeUTF(event.key());
    out.writeUTF(event.type());
    out.writeUTF(event.traceparent() == null ? "" : event.traceparent());
    out.writeInt(event.body().length);
    out.write(event.body());
    return bytes.toByteArray();
  }

  static EncodedEvent read(byte[] payload) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload));
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "an event of version %d was spooled by a newer release".formatted(version));
    }
    UUID id = new UUID(in.readLong(), in.readLong());
    Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
    String topic = in.readUTF();
    String key = in.readUTF();
    String type = in.readUTF();
    String traceparent = in.readUTF();
    byte[] body = new byte[in.readInt()];
    in.readFully(body);
    return new EncodedEvent(
        id, time, topic, key, type, traceparent.isEmpty() ? null : traceparent, body);
  }
}
