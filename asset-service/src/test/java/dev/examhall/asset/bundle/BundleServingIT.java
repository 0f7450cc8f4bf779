package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.Decoder;
import com.github.luben.zstd.Zstd;
import dev.examhall.asset.RunningService;
import dev.examhall.testkit.http.RawHttp;
import dev.examhall.testkit.http.RawHttp.Answer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
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
class BundleServingIT {
  private static final String SERVICE_WORKER = "/assets/service-worker.js";
  private static final String BROWSER = "Accept-Encoding: gzip, deflate, br, zstd\r\n";

  @LocalServerPort int port;
  private RawHttp http;
  private BundleManifest manifest;

  @BeforeEach
  void connect() throws IOException {
    http = new RawHttp(port);
    manifest = BundleRelease.current().manifest();
  }

  @AfterEach
  void disconnect() throws IOException {
    http.close();
  }

  @Test
  void servesEveryFileInEveryEncodingThatItHasAndTheBytesAreTheSame() throws Exception {
    Brotli4jLoader.ensureAvailability();
    for (BundleManifest.StoredFile file : manifest.files()) {
      Set<String> tags = new HashSet<>();
      for (ContentEncoding encoding : file.variants().keySet()) {
        Answer answer =
            http.send(
                "GET", "/assets/" + file.name(), "Accept-Encoding: " + encoding.token() + "\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(integrity(decoded(encoding, answer))).isEqualTo(file.integrity());
        assertThat(answer.headers().get("content-type")).isEqualTo(file.contentType());
        tags.add(answer.headers().get("etag"));
      }
      assertThat(tags)
          .as("one strong tag for each variant of %s", file.name())
          .hasSize(file.variants().size());
    }
  }

  @Test
  void sendsTheHeadersOfAPublicFileThatNeverChanges() throws IOException {
    Answer answer = http.send("GET", worker(), BROWSER);

    assertThat(answer.headers())
        .containsEntry("content-encoding", "br")
        .containsEntry("vary", "Accept-Encoding")
        .containsEntry("cache-control", "public, max-age=31536000, immutable")
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("timing-allow-origin", "*")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("content-type", "text/javascript;charset=utf-8");
    assertThat(answer.headers().get("etag")).startsWith("\"");
  }

  @Test
  void variesAlsoWhereItSendsThePlainFile() throws IOException {
    Answer answer = http.send("GET", worker(), "");

    assertThat(answer.headers())
        .containsEntry("vary", "Accept-Encoding")
        .doesNotContainKey("content-encoding");
  }

  @Test
  void servesAServiceWorkerUnderANameThatStaysAndForAllPages() throws IOException {
    Answer answer = http.send("GET", SERVICE_WORKER, BROWSER);
    Answer same =
        http.send(
            "GET",
            SERVICE_WORKER,
            BROWSER + "If-None-Match: " + answer.headers().get("etag") + "\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("content-type", "text/javascript;charset=utf-8")
        .containsEntry("cache-control", "no-cache")
        .containsEntry("service-worker-allowed", "/")
        .containsEntry("vary", "Accept-Encoding");
    assertThat(answer.headers().get("etag")).startsWith("\"");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.headers())
        .containsEntry("cache-control", "no-cache")
        .containsEntry("service-worker-allowed", "/");
    assertThat(http.send("HEAD", SERVICE_WORKER + ".map", "").headers())
        .containsEntry("cache-control", "no-cache");
    assertThat(http.send("HEAD", worker(), "").headers())
        .doesNotContainKey("service-worker-allowed");
  }

  @Test
  void answersHeadLikeGetWithoutTheBytes() throws IOException {
    Answer get = http.send("GET", worker(), BROWSER);
    Answer head = http.send("HEAD", worker(), BROWSER);

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
  }

  @Test
  void sendsNothingAgainThatTheClientHas() throws IOException {
    String etag = http.send("HEAD", worker(), BROWSER).headers().get("etag");

    Answer same = http.send("GET", worker(), BROWSER + "If-None-Match: \"x\", W/" + etag + "\r\n");
    Answer otherEncoding =
        http.send("GET", worker(), "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n");

    assertThat(same.status()).isEqualTo(304);
    assertThat(same.headers()).containsEntry("etag", etag).containsEntry("vary", "Accept-Encoding");
    assertThat(otherEncoding.status()).isEqualTo(200);
  }

  @Test
  void refusesWhatRefusesEverything() throws IOException {
    assertThat(http.send("GET", worker(), "Accept-Encoding: *;q=0\r\n").status()).isEqualTo(406);
  }

  @Test
  void canOnlyBeRead() throws IOException {
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE")) {
      Answer answer = http.send(method, worker(), "Content-Length: 0\r\n");

      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
    }
  }

  /** Reactor Netty 1.3.6 answers the first two and never reads the third. */
  @Test
  void goesOnReadingAConnectionWhoseRequestsCameTogether() throws IOException {
    String request =
        "GET " + worker() + " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n";

    http.write((request + request).getBytes(StandardCharsets.ISO_8859_1));

    assertThat(http.read().status()).isEqualTo(200);
    assertThat(http.read().status()).isEqualTo(200);
    http.write(request.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(http.read().status()).isEqualTo(200);
  }

  @Test
  void isOpenWithAnyTokenAndWithout() throws IOException {
    String visitor = RunningService.IDENTITY.visitor("asset-service");

    assertThat(http.send("GET", worker(), "Authorization: Bearer " + visitor + "\r\n").status())
        .isEqualTo(200);
    assertThat(http.send("GET", worker(), "Authorization: Bearer rubbish\r\n").status())
        .isEqualTo(200);
  }

  @Test
  void tellsServicesWhatAPageNeedsAndEveryIntegrityIsRight() throws Exception {
    for (BundleManifest.Page page : manifest.pages()) {
      JsonNode assets = assets(page.page());

      assertThat(assets.path("release").stringValue()).isEqualTo(manifest.release());
      for (JsonNode list :
          List.of(assets.path("styles"), assets.path("scripts"), assets.path("modulePreloads"))) {
        for (JsonNode item : list) {
          String path = item.path(item.has("src") ? "src" : "href").stringValue();
          assertIntegrity(path, item.path("integrity").stringValue());
        }
      }
      for (Entry<String, JsonNode> module :
          assets.path("importMap").path("integrity").properties()) {
        assertIntegrity(module.getKey(), module.getValue().stringValue());
      }
      assertThat(
              http.send("HEAD", assets.path("resources").path("pdfWorker").stringValue(), "")
                  .status())
          .isEqualTo(200);
      assertThat(
              http.send(
                      "HEAD",
                      assets.path("resources").path("pdfjs").stringValue()
                          + "cmaps/KSCms-UHC-H.bcmap",
                      "")
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void tellsItToServicesOnly() throws IOException {
    String target = "/api/v1/pages/home/assets";
    String visitor = RunningService.IDENTITY.visitor("asset-service");
    String teacher = RunningService.IDENTITY.person("asset-service", "TEACHER", "OPERATOR");

    assertThat(http.send("GET", target, "").status()).isEqualTo(401);
    assertThat(http.send("GET", target, "Authorization: Bearer " + visitor + "\r\n").status())
        .isEqualTo(403);
    assertThat(http.send("GET", target, "Authorization: Bearer " + teacher + "\r\n").status())
        .isEqualTo(403);
  }

  @Test
  void saysThatThereIsNoSuchPage() throws IOException {
    Answer answer = http.send("GET", "/api/v1/pages/no_such_page/assets", authorized());

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
    assertThat(json(answer).path("type").stringValue()).isEqualTo("/problems/no-such-page");
    assertThat(json(answer).path("detail").stringValue()).contains("no_such_page");
  }

  @Test
  void servesNothingOutsideTheManifestWhateverIsAskedFor() throws IOException {
    long seed = Long.getLong("examhall.fuzz.seed", 20261120);
    System.out.println("fuzz with -Dexamhall.fuzz.seed=" + seed);
    Random random = new Random(seed);
    Map<String, String> integrities = new HashMap<>();
    manifest.files().forEach(file -> integrities.put("/assets/" + file.name(), file.integrity()));
    List<String> names = manifest.files().stream().map(BundleManifest.StoredFile::name).toList();
    Map<Integer, Integer> seen = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      String target = target(random, names);
      String encoding = acceptEncoding(random);
      Answer answer = http.send(random.nextInt(10) == 0 ? "HEAD" : "GET", target, encoding);

      seen.merge(answer.status(), 1, Integer::sum);
      assertThat(answer.status()).as("%s with %s", target, encoding).isLessThan(500);
      if (answer.status() == 200) {
        int query = target.indexOf('?');
        assertThat(integrities).containsKey(query < 0 ? target : target.substring(0, query));
      }
    }
    assertThat(seen).as("the fuzz reaches files and misses alike").containsKeys(200, 404);
  }

  private static String target(Random random, List<String> names) {
    String name = names.get(random.nextInt(names.size()));
    return switch (random.nextInt(12)) {
      case 0 -> "/assets/" + name;
      case 1 -> "/assets/" + name + "?v=" + random.nextInt();
      case 2 -> "/assets/" + mutated(random, name);
      case 3 -> "/assets/../" + name;
      case 4 ->
          "/assets/%2e%2e/%2e%2e/"
              + List.of("etc/passwd", "application.yaml", "manifest.json").get(random.nextInt(3));
      case 5 -> "/assets//" + name;
      case 6 -> "/assets/" + name.replace("/", "%2F").replace("-", "%2D");
      case 7 ->
          "/assets/"
              + name
              + List.of(".br", ".gz", "%00", "/", "/.", ";x=1", "%", "%zz", "\\", "~")
                  .get(random.nextInt(10));
      case 8 -> "/assets/..;/" + name;
      case 9 -> "/" + random(random) + "/assets/" + name;
      case 10 -> "/assets" + random(random);
      default -> "/assets/" + random(random);
    };
  }

  private static String mutated(Random random, String name) {
    char[] chars = name.toCharArray();
    chars[random.nextInt(chars.length)] = (char) (33 + random.nextInt(94));
    return new String(chars);
  }

  /** Any bytes that a request line can carry. */
  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(40); length > 0; length--) {
      text.append(
          (char) (random.nextInt(4) > 0 ? 33 + random.nextInt(94) : 128 + random.nextInt(128)));
    }
    return text.toString();
  }

  private static String acceptEncoding(Random random) {
    if (random.nextInt(5) == 0) {
      return "";
    }
    StringBuilder header = new StringBuilder("Accept-Encoding: ");
    for (int items = random.nextInt(5); items >= 0; items--) {
      header.append(
          List.of("br", "zstd", "gzip", "identity", "*", "x", "", ";", "=", "\u00ff")
              .get(random.nextInt(10)));
      header.append(
          List.of("", "", ";q=0", ";q=1", ";q=0.5", ";q=", ";q=nan", ";q=1e9", ";;q=0")
              .get(random.nextInt(9)));
      header.append(',');
    }
    return header.append("\r\n").toString();
  }

  private void assertIntegrity(String path, String expected) throws Exception {
    Answer answer = http.send("GET", path, "");

    assertThat(answer.status()).as(path).isEqualTo(200);
    assertThat(integrity(answer.body())).as(path).isEqualTo(expected);
  }

  private JsonNode assets(String page) throws IOException {
    Answer answer = http.send("GET", "/api/v1/pages/" + page + "/assets", authorized());
    assertThat(answer.status()).isEqualTo(200);
    return json(answer);
  }

  private static String authorized() {
    return "Authorization: Bearer " + RunningService.serviceToken() + "\r\n";
  }

  private static JsonNode json(Answer answer) {
    return JsonMapper.shared().readTree(new String(answer.body(), StandardCharsets.UTF_8));
  }

  private static Map<String, String> withoutDate(Answer answer) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    headers.remove("date");
    return headers;
  }

  private String worker() {
    return "/assets/" + manifest.pdfWorker();
  }

  private static String integrity(byte[] bytes) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-384").digest(bytes);
    return "sha384-" + Base64.getEncoder().encodeToString(digest);
  }

  private static byte[] decoded(ContentEncoding encoding, Answer answer) throws IOException {
    byte[] body = answer.body();
    if (encoding == ContentEncoding.IDENTITY) {
      assertThat(answer.headers()).doesNotContainKey("content-encoding");
      return body;
    }
    assertThat(answer.headers()).containsEntry("content-encoding", encoding.token());
    return switch (encoding) {
      case BR -> Decoder.decompress(body).getDecompressedData();
      case ZSTD -> Zstd.decompress(body, (int) Zstd.getFrameContentSize(body));
      case GZIP -> new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      case IDENTITY -> body;
    };
  }
}
