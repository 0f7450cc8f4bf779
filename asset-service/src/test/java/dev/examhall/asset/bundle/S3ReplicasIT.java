package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.examhall.asset.AssetApplication;
import dev.examhall.asset.RunningService;
import dev.examhall.asset.S3Server;
import dev.examhall.asset.bucket.BucketClient;
import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import dev.examhall.embedded.Ports;
import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.http.RawHttp.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** Two instances with nothing in common but a bucket, over HTTP. */
class S3ReplicasIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final String FROM_BEFORE = "0000000000000001";
  private static final String FROM_LATER = "0000000000000002";

  @TempDir static Path folder;
  private static S3Server bucket;
  private static ConfigurableApplicationContext first;
  private static ConfigurableApplicationContext second;

  @BeforeAll
  static void startTwo() throws IOException {
    bucket = S3Server.start();
    share(FROM_BEFORE, "before-AAAA.js", "from before");
    first = start("first", bucket.endpoint());
    second = start("second", bucket.endpoint());
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
    bucket.close();
  }

  @Test
  void bothServeAFileThatOneOfThemTook() throws Exception {
    UUID exam = UUID.randomUUID();
    byte[] pdf = pdf();
    HttpResponse<String> stored =
        CLIENT.send(
            asService(first, "/api/v1/media?kind=pdf")
                .POST(BodyPublishers.ofByteArray(pdf))
                .build(),
            BodyHandlers.ofString());
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
    String path = JsonMapper.shared().readTree(stored.body()).path("url").stringValue();
    String hash = JsonMapper.shared().readTree(stored.body()).path("hash").stringValue();
    HttpResponse<String> linked =
        CLIENT.send(
            asService(second, "/api/v1/media-links/" + exam)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"hashes\":[\"" + hash + "\"]}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(linked.statusCode()).as(linked.body()).isEqualTo(204);

    for (ConfigurableApplicationContext instance : List.of(first, second)) {
      HttpResponse<byte[]> whole = media(instance, path, cookie(exam));
      assertThat(whole.statusCode()).isEqualTo(200);
      assertThat(whole.body()).isEqualTo(pdf);
      assertThat(whole.headers().firstValue("content-type")).hasValue("application/pdf");
      assertThat(whole.headers().firstValue("cache-control"))
          .hasValue("private, max-age=31536000, immutable");

      HttpResponse<byte[]> part = media(instance, path, cookie(exam), "Range", "bytes=100-299");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.headers().firstValue("content-range"))
          .hasValue("bytes 100-299/" + pdf.length);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(pdf, 100, 300));
      HttpResponse<byte[]> end = media(instance, path, cookie(exam), "Range", "bytes=-7");
      assertThat(end.body()).isEqualTo(Arrays.copyOfRange(pdf, pdf.length - 7, pdf.length));
      assertThat(
              media(instance, path, cookie(exam), "Range", "bytes=" + pdf.length + "-")
                  .statusCode())
          .isEqualTo(416);

      assertThat(media(instance, path, cookie(UUID.randomUUID())).statusCode()).isEqualTo(404);
      assertThat(media(instance, path, "").statusCode()).isEqualTo(404);
      assertThat(media(instance, "/media/" + "0".repeat(64) + ".pdf", cookie(exam)).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void bothServeReleasesThatWereSharedBeforeAndAfterTheirStart() throws Exception {
    share(FROM_LATER, "later-BBBB.js", "from later");
    for (ConfigurableApplicationContext instance : List.of(first, second)) {
      try (RawHttp http = new RawHttp(port(instance))) {
        assertThat(http.send("GET", "/assets/never-CCCC.js", "").status()).isEqualTo(404);
        assertServed(http, "/assets/before-AAAA.js", "from before");
        await().untilAsserted(() -> assertServed(http, "/assets/later-BBBB.js", "from later"));
      }
    }
  }

  @Test
  void startWithoutTheirBucketServeTheirReleaseAndCallItAnOutage() throws Exception {
    URI nobody = URI.create("http://127.0.0.1:" + Ports.free());
    try (ConfigurableApplicationContext alone = start("alone", nobody);
        RawHttp http = new RawHttp(port(alone))) {
      String worker = BundleRelease.current().manifest().pdfWorker();
      assertThat(http.send("GET", "/assets/" + worker, "").status()).isEqualTo(200);
      assertThat(http.send("GET", "/assets/before-AAAA.js", "").status()).isEqualTo(404);

      HttpResponse<byte[]> refused =
          media(alone, "/media/" + "0".repeat(64) + ".pdf", cookie(UUID.randomUUID()));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(new String(refused.body(), StandardCharsets.UTF_8))
          .contains("/problems/storage-unavailable");
    }
  }

  @Test
  void shareTheirOwnRelease() throws Exception {
    try (BucketClient client = bucket.client()) {
      String release = BundleRelease.current().manifest().release();
      S3ReleaseClient store = new S3ReleaseClient(client);
      assertThat(store.list()).extracting(ReleaseStore.Kept::release).contains(release);

      Path copy = folder.resolve("copy.bin");
      assertThat(store.copyBytes(release, copy)).isTrue();
      assertThat(copy)
          .hasBinaryContent(BundleRelease.resource(BundleRelease.BYTES).getContentAsByteArray());
      assertThat(
              JsonMapper.shared()
                  .readValue(store.manifest(release).orElseThrow(), BundleManifest.class))
          .isEqualTo(BundleRelease.current().manifest());
    }
  }

  @Test
  void forgetTheOldestOfTheShared(@TempDir Path local) throws Exception {
    try (BucketClient client = bucket.client()) {
      S3ReleaseClient store = new S3ReleaseClient(client);
      share("00000000000000f0", "old-F0.js", "x");
      ReleaseArchive archive = new ReleaseArchive(local, 10, Clock.systemUTC());
      String release = BundleRelease.current().manifest().release();
      archive.keep(release);
      List<ReleaseStore.Kept> before = store.list();

      new SharedReleases(store, archive, before.size() - 1).keep(release);

      assertThat(store.list()).hasSize(before.size() - 1);
      assertThat(store.list()).extracting(ReleaseStore.Kept::release).contains(release);
      // Back, so that the other tests find it in whichever order they run.
      share(FROM_BEFORE, "before-AAAA.js", "from before");
    }
  }

  private static void assertServed(RawHttp http, String path, String content) throws IOException {
    Answer answer = http.send("GET", path, "");
    assertThat(answer.status()).as(path).isEqualTo(200);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(content);
    assertThat(answer.headers())
        .containsEntry("cache-control", "public, max-age=31536000, immutable");
  }

  private static void share(String release, String file, String content) throws IOException {
    Path target = Files.createDirectories(folder.resolve(release));
    Files.writeString(target.resolve("files.bin"), content);
    Files.write(
        target.resolve("manifest.json"),
        JsonMapper.shared()
            .writeValueAsBytes(
                new BundleManifest(
                    release,
                    "w.js",
                    "pdfjs/",
                    List.of(),
                    List.of(
                        new StoredFile(
                            file,
                            "text/javascript",
                            "sha384-x",
                            Map.of(
                                ContentEncoding.IDENTITY,
                                new Variant("\"" + file + "\"", 0, content.length())))),
                    List.of())));
    try (BucketClient client = bucket.client()) {
      new S3ReleaseClient(client).keep(release, target);
    }
  }

  private static ConfigurableApplicationContext start(String name, URI endpoint) {
    return new SpringApplicationBuilder(AssetApplication.class)
        .initializers(
            new RunningService(),
            context ->
                TestPropertyValues.of(
                        "server.port=0",
                        "EXAMHALL_DATA_DIR=" + folder.resolve(name),
                        "examhall.media.store=s3",
                        "examhall.media.s3.bucket=" + S3Server.BUCKET,
                        "examhall.media.s3.region=" + S3Server.REGION,
                        "examhall.media.s3.endpoint=" + endpoint)
                    .applyTo(context))
        .run();
  }

  private static int port(ConfigurableApplicationContext instance) {
    return instance.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private static HttpRequest.Builder asService(
      ConfigurableApplicationContext instance, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(instance) + path))
        .header("Authorization", "Bearer " + RunningService.serviceToken());
  }

  private static HttpResponse<byte[]> media(
      ConfigurableApplicationContext instance, String path, String cookie, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(instance) + path));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String cookie(UUID exam) {
    return "examhall_media="
        + RunningService.IDENTITY.serviceToken(
            new JWTClaimsSet.Builder()
                .issuer("exam-render-service")
                .audience("media")
                .claim("exams", List.of(exam.toString()))
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
  }

  private static byte[] pdf() throws IOException {
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      document.save(out);
      return out.toByteArray();
    }
  }
}
