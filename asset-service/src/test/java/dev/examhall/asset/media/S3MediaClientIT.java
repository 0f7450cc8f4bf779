package dev.examhall.asset.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.asset.S3Server;
import dev.examhall.asset.bucket.BucketClient;
import dev.examhall.embedded.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that speaks S3, in a process of its own. */
class S3MediaClientIT {
  private static S3Server server;

  private LocalUploads uploads;
  private BucketClient bucket;
  private S3MediaClient store;

  @BeforeAll
  static void startServer() throws IOException {
    server = S3Server.start();
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    server.close();
  }

  @BeforeEach
  void open(@TempDir Path local) throws IOException {
    uploads = new LocalUploads(local.resolve("uploads"), Clock.systemUTC());
    bucket = server.client();
    store = new S3MediaClient(bucket, uploads);
  }

  @AfterEach
  void close() {
    bucket.close();
  }

  @Test
  void keepsAFileThatAnotherInstanceThenServesWholeAndInParts() throws Exception {
    byte[] content = content();
    StoredMedia media = media(content);

    Path upload = upload(content);
    assertThat(store.keep(upload, media)).isEqualTo(media);

    try (BucketClient another = server.client()) {
      S3MediaClient other = new S3MediaClient(another, uploads);
      assertThat(other.find(media.hash())).hasValue(media);
      assertThat(read(other, media, 0, content.length)).isEqualTo(content);
      assertThat(read(other, media, 1000, 70_000))
          .isEqualTo(Arrays.copyOfRange(content, 1000, 71_000));
      assertThat(read(other, media, content.length - 1, 1))
          .isEqualTo(Arrays.copyOfRange(content, content.length - 1, content.length));
    }
    assertThat(upload).doesNotExist();
  }

  @Test
  void doesNotKnowAFileWhoseDescriptionWasNotWritten() throws Exception {
    StoredMedia media = media(content());
    bucket.put(
        "files/" + media.hash().substring(0, 2) + "/" + media.hash() + ".pdf",
        "application/pdf",
        content());

    assertThat(store.find(media.hash())).isEmpty();
  }

  @Test
  void keepsWhatIsThereAndDropsTheSecondUpload() throws Exception {
    byte[] content = content();
    StoredMedia media = media(content);
    store.keep(upload(content), media);

    try (BucketClient another = server.client()) {
      S3MediaClient other = new S3MediaClient(another, uploads);
      Path again = upload(content);
      assertThat(other.keep(again, media)).isEqualTo(media);
      assertThat(again).doesNotExist();
    }
  }

  @Test
  void sharesLinksBetweenInstances() throws Exception {
    UUID exam = UUID.randomUUID();
    String hash = media(content()).hash();
    try (BucketClient another = server.client()) {
      S3MediaClient other = new S3MediaClient(another, uploads);
      MediaLinks here = new MediaLinks(store);
      assertThat(new MediaLinks(other).linked(exam, hash)).isFalse();

      here.replace(exam, Set.of(hash));
      assertThat(new MediaLinks(other).linked(exam, hash)).isTrue();

      here.replace(exam, Set.of());
      assertThat(new MediaLinks(other).linked(exam, hash)).isFalse();
    }
  }

  @Test
  void saysThatTheStoreFailsAndNotThatAFileIsMissingWhenNobodyAnswers() throws Exception {
    try (BucketClient away = S3Server.clientOf(URI.create("http://127.0.0.1:" + Ports.free()))) {
      S3MediaClient nobody = new S3MediaClient(away, uploads);
      byte[] content = content();
      Path upload = upload(content);

      assertThatThrownBy(() -> nobody.find(media(content).hash())).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> nobody.keep(upload, media(content))).isInstanceOf(IOException.class);
    }
  }

  private Path upload(byte[] content) throws IOException {
    return Files.write(uploads.create(), content);
  }

  private static byte[] content() {
    byte[] content = new byte[300_000];
    new Random().nextBytes(content);
    return content;
  }

  private static StoredMedia media(byte[] content) throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content));
    return StoredMedia.of(hash, content.length, new Inspection.Accepted(MediaFormat.PDF, 3, null));
  }

  private static byte[] read(MediaStore store, StoredMedia media, long from, long count) {
    MediaContent content = store.content(media);
    assertThat(content).isInstanceOf(MediaContent.Remote.class);
    List<ByteBuffer> parts =
        ((MediaContent.Remote) content)
            .reader()
            .read(from, count)
            .collectList()
            .block(Duration.ofSeconds(30));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer part : parts) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }
}
