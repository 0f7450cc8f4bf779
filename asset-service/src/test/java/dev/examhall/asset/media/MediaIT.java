package dev.examhall.asset.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.examhall.asset.RunningService;
import dev.examhall.testkit.http.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = RunningService.class)
class MediaIT {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Path STORE = RunningService.DATA.resolve("media");

  @LocalServerPort int port;
  private Set<String> before;

  @BeforeEach
  void rememberWhatIsStored() throws IOException {
    before = storedFiles();
  }

  @Test
  void storesABookletOnceAndSaysWhatItIs() throws Exception {
    byte[] pdf = PdfSamples.pages(7);

    HttpResponse<String> first = upload("pdf", BodyPublishers.ofByteArray(pdf));
    HttpResponse<String> again = upload("pdf", BodyPublishers.ofByteArray(pdf));

    assertThat(first.statusCode()).isEqualTo(201);
    JsonNode media = json(first);
    assertThat(media.path("hash").stringValue()).isEqualTo(sha256(pdf));
    assertThat(media.path("extension").stringValue()).isEqualTo("pdf");
    assertThat(media.path("contentType").stringValue()).isEqualTo("application/pdf");
    assertThat(media.path("bytes").longValue()).isEqualTo(pdf.length);
    assertThat(media.path("pages").intValue()).isEqualTo(7);
    assertThat(media.path("durationSeconds").isNull()).isTrue();
    assertThat(media.path("url").stringValue()).isEqualTo("/media/" + sha256(pdf) + ".pdf");
    assertThat(json(again)).isEqualTo(media);
    Set<String> added = storedFiles();
    added.removeAll(before);
    assertThat(added).hasSize(2);
  }

  @Test
  void storesTracksOfEveryFormat() throws Exception {
    assertTrack(AudioSamples.encoded("vbr.mp3"), "mp3", "audio/mpeg");
    assertTrack(AudioSamples.encoded("vorbis.ogg"), "ogg", "audio/ogg");
    assertTrack(AudioSamples.wav(3), "wav", "audio/wav");
    assertTrack(AudioSamples.mp4(3, "soun"), "m4a", "audio/mp4");
  }

  @Test
  void refusesWhatStudentsCouldNotOpenAndLeavesNothing() throws Exception {
    byte[] pdf = PdfSamples.pages(3);

    assertRefused(422, "damaged-pdf", "pdf", Arrays.copyOf(pdf, pdf.length / 2));
    assertRefused(422, "encrypted-pdf", "pdf", PdfSamples.encrypted("secret"));
    assertRefused(
        422, "not-a-pdf", "pdf", AudioSamples.ascii("<!doctype html><title>booklet.pdf</title>"));
    assertRefused(422, "not-a-pdf", "pdf", new byte[0]);
    assertRefused(422, "not-audio", "audio", pdf);
    assertRefused(422, "damaged-audio", "audio", Arrays.copyOf(AudioSamples.wav(3), 9_000));
    assertRefused(413, "media-too-large", "pdf", new byte[1024 * 1024 + 1]);
    assertRefused(413, "media-too-large", "audio", new byte[2 * 1024 * 1024 + 1]);
  }

  @Test
  void takesAFileOfExactlyTheLimit() throws Exception {
    byte[] wav = AudioSamples.wav((2.0 * 1024 * 1024 - 44) / 16_000);

    assertThat(wav).hasSize(2 * 1024 * 1024);
    assertThat(upload("audio", BodyPublishers.ofByteArray(wav)).statusCode()).isEqualTo(201);
  }

  @Test
  void stopsReadingAStreamOfTwoGigabytes() throws Exception {
    long all = 2L * 1024 * 1024 * 1024;
    try (RawHttp http = new RawHttp(port)) {
      assertThat(sendUntilAnswered(http, all)).isLessThan(all);
      RawHttp.Answer answer = http.read();

      assertThat(answer.status()).isEqualTo(413);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .contains("/problems/media-too-large");
    }
    await().untilAsserted(() -> assertThat(storedFiles()).isEqualTo(before));
  }

  @Test
  void leavesNothingOfAnUploadWhoseConnectionIsCut() throws Exception {
    byte[] half = Arrays.copyOf(AudioSamples.wav(10), 100_000);
    try (RawHttp declared = new RawHttp(port);
        RawHttp chunked = new RawHttp(port)) {
      declared.write(head("audio", "Content-Length: 160044"));
      declared.write(half);
      chunked.write(head("audio", "Transfer-Encoding: chunked"));
      chunked.write(AudioSamples.ascii("186a0\r\n"));
      chunked.write(half);
      await().untilAsserted(() -> assertThat(storedFiles()).hasSize(before.size() + 2));
    }

    await().untilAsserted(() -> assertThat(storedFiles()).isEqualTo(before));
  }

  @Test
  void storesTheSameFileUploadedManyTimesAtOnce() throws Exception {
    byte[] pdf = PdfSamples.pages(9);

    List<CompletableFuture<HttpResponse<String>>> uploads =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    CLIENT.sendAsync(
                        uploadRequest("pdf", BodyPublishers.ofByteArray(pdf)),
                        BodyHandlers.ofString()))
            .toList();

    assertThat(uploads).allSatisfy(upload -> assertThat(upload.join().statusCode()).isEqualTo(201));
    Set<String> added = storedFiles();
    added.removeAll(before);
    assertThat(added).hasSize(2);
  }

  @Test
  void saysWhatIsWrongWithTheRequest() throws Exception {
    HttpResponse<String> answer = upload("video", BodyPublishers.ofByteArray(new byte[1]));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("detail").stringValue()).contains("'pdf' or 'audio'");
  }

  @Test
  void takesFilesFromServicesOnly() throws Exception {
    String url = url("/api/v1/media?kind=pdf");
    for (String token :
        List.of(
            RunningService.IDENTITY.visitor("asset-service"),
            RunningService.IDENTITY.person("asset-service", "TEACHER"))) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .header("Authorization", "Bearer " + token)
              .POST(BodyPublishers.ofByteArray(PdfSamples.pages(1)))
              .build();
      assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
    HttpRequest nobody =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString("x")).build();
    assertThat(CLIENT.send(nobody, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    assertThat(storedFiles()).isEqualTo(before);
  }

  @Test
  void opensAFileOnlyToACookieForAnExamThatHasIt() throws Exception {
    UUID exam = UUID.randomUUID();
    UUID otherExam = UUID.randomUUID();
    byte[] pdf = PdfSamples.pages(2);
    String path = json(upload("pdf", BodyPublishers.ofByteArray(pdf))).path("url").stringValue();

    assertThat(get(path, cookie(exam)).statusCode()).as("not linked yet").isEqualTo(404);
    assertThat(link(exam, sha256(pdf)).statusCode()).isEqualTo(204);

    HttpResponse<byte[]> opened = get(path, cookie(exam));
    assertThat(opened.statusCode()).isEqualTo(200);
    assertThat(opened.body()).isEqualTo(pdf);
    assertThat(opened.headers().map())
        .containsEntry("content-type", List.of("application/pdf"))
        .containsEntry("cache-control", List.of("private, max-age=31536000, immutable"))
        .containsEntry("accept-ranges", List.of("bytes"))
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("etag", List.of('"' + sha256(pdf) + '"'));
    assertThat(get(path, cookie(otherExam, exam)).statusCode()).isEqualTo(200);

    HttpResponse<byte[]> refused = get(path, cookie(otherExam));
    HttpResponse<byte[]> unknown = get("/media/" + "0".repeat(64) + ".pdf", cookie(exam));
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(refused.body())
        .as("the same as for a file that is not there")
        .isEqualTo(unknown.body());
    assertThat(get(path, "").statusCode()).isEqualTo(404);
    assertThat(get(path, expired(exam)).statusCode()).isEqualTo(404);
    assertThat(get(path.replace(".pdf", ".mp3"), cookie(exam)).statusCode()).isEqualTo(404);
    assertThat(get("/media/x", cookie(exam)).statusCode()).isEqualTo(404);
    for (String token :
        List.of(
            RunningService.serviceToken(),
            RunningService.IDENTITY.visitor("asset-service"),
            RunningService.IDENTITY.person("asset-service", "TEACHER"))) {
      assertThat(get(path, "", "Authorization", "Bearer " + token).statusCode()).isEqualTo(404);
      assertThat(get(path, cookie(exam), "Authorization", "Bearer " + token).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void replacesAllLinksOfAnExam() throws Exception {
    UUID exam = UUID.randomUUID();
    byte[] pdf = PdfSamples.pages(4);
    byte[] wav = AudioSamples.wav(1);
    String pdfPath = json(upload("pdf", BodyPublishers.ofByteArray(pdf))).path("url").stringValue();
    String wavPath =
        json(upload("audio", BodyPublishers.ofByteArray(wav))).path("url").stringValue();

    link(exam, sha256(pdf), sha256(pdf));
    link(exam, sha256(pdf));
    assertThat(get(pdfPath, cookie(exam)).statusCode()).isEqualTo(200);

    link(exam, sha256(wav));

    assertThat(get(pdfPath, cookie(exam)).statusCode()).isEqualTo(404);
    assertThat(get(wavPath, cookie(exam)).statusCode()).isEqualTo(200);
    HttpResponse<String> unknown = link(exam, "0".repeat(64));
    assertThat(unknown.statusCode()).isEqualTo(422);
    assertThat(json(unknown).path("type").stringValue()).isEqualTo("/problems/media-not-stored");
    assertThat(link(exam, "../../x").statusCode()).isEqualTo(400);
    assertThat(get(wavPath, cookie(exam)).statusCode()).as("nothing changed").isEqualTo(200);
  }

  @Test
  void servesRanges() throws Exception {
    UUID exam = UUID.randomUUID();
    byte[] wav = AudioSamples.wav(5);
    for (int i = 44; i < wav.length; i++) {
      wav[i] = (byte) i;
    }
    String path = json(upload("audio", BodyPublishers.ofByteArray(wav))).path("url").stringValue();
    link(exam, sha256(wav));
    String etag = '"' + sha256(wav) + '"';

    HttpResponse<byte[]> part = get(path, cookie(exam), "Range", "bytes=1000-50999");
    HttpResponse<byte[]> end = get(path, cookie(exam), "Range", "bytes=-10");
    HttpResponse<byte[]> beyond = get(path, cookie(exam), "Range", "bytes=" + wav.length + "-");
    HttpResponse<byte[]> same = get(path, cookie(exam), "Range", "bytes=0-9", "If-Range", etag);
    HttpResponse<byte[]> changed =
        get(path, cookie(exam), "Range", "bytes=0-9", "If-Range", "\"other\"");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(wav, 1000, 51_000));
    assertThat(part.headers().firstValue("content-range"))
        .hasValue("bytes 1000-50999/" + wav.length);
    assertThat(part.headers().firstValue("content-type")).hasValue("audio/wav");
    assertThat(end.body()).isEqualTo(Arrays.copyOfRange(wav, wav.length - 10, wav.length));
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(beyond.headers().firstValue("content-range")).hasValue("bytes */" + wav.length);
    assertThat(same.statusCode()).isEqualTo(206);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.body()).isEqualTo(wav);
    assertThat(get(path, cookie(exam), "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(get(path, "", "If-None-Match", etag).statusCode())
        .as("not without the right")
        .isEqualTo(404);
  }

  @Test
  void answersHeadWithTheLength() throws Exception {
    UUID exam = UUID.randomUUID();
    byte[] pdf = PdfSamples.pages(6);
    String path = json(upload("pdf", BodyPublishers.ofByteArray(pdf))).path("url").stringValue();
    link(exam, sha256(pdf));
    try (RawHttp http = new RawHttp(port)) {
      RawHttp.Answer head =
          http.send("HEAD", path, "Cookie: " + cookie(exam) + "\r\nRange: bytes=0-1\r\n");

      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("content-length", String.valueOf(pdf.length));
      assertThat(http.send("HEAD", path, "").status()).isEqualTo(404);
    }
  }

  private void assertTrack(byte[] audio, String extension, String contentType) throws Exception {
    JsonNode media = json(upload("audio", BodyPublishers.ofByteArray(audio)));

    assertThat(media.path("extension").stringValue()).isEqualTo(extension);
    assertThat(media.path("contentType").stringValue()).isEqualTo(contentType);
    assertThat(media.path("durationSeconds").doubleValue()).isBetween(2.9, 3.1);
    assertThat(media.path("pages").isNull()).isTrue();
  }

  private void assertRefused(int status, String type, String kind, byte[] content)
      throws Exception {
    for (BodyPublisher body :
        List.of(
            BodyPublishers.ofByteArray(content),
            BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(content)))) {
      HttpResponse<String> answer = upload(kind, body);

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(json(answer).path("type").stringValue()).isEqualTo("/problems/" + type);
      assertThat(json(answer).path("detail").stringValue()).hasSizeGreaterThan(40).endsWith(".");
      await().untilAsserted(() -> assertThat(storedFiles()).isEqualTo(before));
    }
  }

  /** Sends chunks until the server answers, and says how many bytes that were. */
  private static long sendUntilAnswered(RawHttp http, long most) throws IOException {
    http.write(head("audio", "Transfer-Encoding: chunked"));
    byte[] chunk = new byte[1 << 20];
    long sent = 0;
    for (; sent < most && !http.answered(); sent += chunk.length) {
      http.write(AudioSamples.ascii("100000\r\n"));
      http.write(chunk);
      http.write(AudioSamples.ascii("\r\n"));
    }
    return sent;
  }

  private static byte[] head(String kind, String framing) {
    return AudioSamples.ascii(
        "POST /api/v1/media?kind="
            + kind
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + RunningService.serviceToken()
            + "\r\n"
            + framing
            + "\r\n\r\n");
  }

  private HttpResponse<String> upload(String kind, BodyPublisher body) throws Exception {
    return CLIENT.send(uploadRequest(kind, body), BodyHandlers.ofString());
  }

  private HttpRequest uploadRequest(String kind, BodyPublisher body) {
    return HttpRequest.newBuilder(URI.create(url("/api/v1/media?name=x&kind=" + kind)))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + RunningService.serviceToken())
        .header("Content-Type", "application/octet-stream")
        .POST(body)
        .build();
  }

  private HttpResponse<String> link(UUID exam, String... hashes) throws Exception {
    String list = Stream.of(hashes).map(hash -> '"' + hash + '"').collect(Collectors.joining(","));
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url("/api/v1/media-links/" + exam)))
            .header("Authorization", "Bearer " + RunningService.serviceToken())
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"hashes\":[" + list + "]}"))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> get(String path, String cookie, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String cookie(UUID... exams) {
    return cookie(Instant.now().plusSeconds(600), exams);
  }

  private static String expired(UUID exam) {
    return cookie(Instant.now().minusSeconds(600), exam);
  }

  private static String cookie(Instant expiry, UUID... exams) {
    return "examhall_media="
        + RunningService.IDENTITY.serviceToken(
            new JWTClaimsSet.Builder()
                .issuer("exam-render-service")
                .audience("media")
                .claim("exams", Stream.of(exams).map(UUID::toString).toList())
                .expirationTime(Date.from(expiry))
                .build());
  }

  private String url(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** Files of uploads, kept or not, by path. */
  private static Set<String> storedFiles() throws IOException {
    Set<String> files = new TreeSet<>();
    for (String folder : List.of("files", "uploads")) {
      try (Stream<Path> walk = Files.walk(STORE.resolve(folder))) {
        walk.filter(Files::isRegularFile).forEach(file -> files.add(file.toString()));
      }
    }
    return files;
  }
}
