package dev.examhall.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.FileSystemUtils;

/** TLS that ends at the gateway, with a certificate of its own making, and a trusted proxy. */
@DirtiesContext
@TestPropertySource(properties = "examhall.gateway.trusted-proxies=127.0.0.0/8")
class TlsIT extends GatewayFixture {

  private static final String STORE_PASSWORD = "changeit";
  private static final Path STORE = certificate();

  @DynamicPropertySource
  static void tls(DynamicPropertyRegistry registry) {
    registry.add("server.ssl.key-store", STORE::toString);
    registry.add("server.ssl.key-store-password", () -> STORE_PASSWORD);
  }

  private static Path certificate() {
    try {
      Path folder = Files.createTempDirectory("tls");
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
      Path store = folder.resolve("gateway.p12");
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "gateway",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=localhost",
                  "-ext",
                  "SAN=dns:localhost",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  STORE_PASSWORD)
              .inheritIO()
              .start();
      assertThat(keytool.waitFor()).isZero();
      return store;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void speaksHttp2AndTellsBrowsersToStay() throws Exception {
    HttpResponse<String> answer = get("/sessions/own-policy", HttpClient.Version.HTTP_2);

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.headers().firstValue("strict-transport-security"))
        .hasValue("max-age=63072000");
    assertThat(answer.headers().firstValue("set-cookie"))
        .hasValue("examhall_student=x; Path=/; HttpOnly; Secure");
    assertThat(EXAM_RENDER.last().header("x-forwarded-proto")).isEqualTo("https");
  }

  @Test
  void speaksHttp11ToWhoDoesNot() throws Exception {
    HttpResponse<String> answer = get("/", HttpClient.Version.HTTP_1_1);

    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.body()).isEqualTo("exam-render-service");
  }

  @Test
  void keepsAConnectionOfHttp2() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      int events =
          client
              .send(
                  request("/api/v1/sessions/1/events").GET().build(),
                  HttpResponse.BodyHandlers.ofString())
              .body()
              .split("data:", -1)
              .length;
      // six seconds, longer than the head of a request may take
      assertThat(events).isEqualTo(21);
    }
  }

  @Test
  void takesABodyByHttp2() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/api/v1/sessions/1/answers/1")
                .PUT(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofString("{\"parts\":[]}")))
                .build(),
            HttpClient.Version.HTTP_2);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(EXAM_RENDER.last().bodyBytes()).isEqualTo(12);
    assertThat(EXAM_RENDER.last().header("content-length")).isEqualTo("12");
  }

  @Test
  void believesAProxyThatIsTrustedAndNobodyBeforeIt() throws Exception {
    send(
        request("/").header("X-Forwarded-For", "6.6.6.6, 203.0.113.7").GET().build(),
        HttpClient.Version.HTTP_2);

    assertThat(EXAM_RENDER.last().header("x-forwarded-for")).isEqualTo("203.0.113.7");
  }

  private HttpResponse<String> get(String path, HttpClient.Version version) throws Exception {
    return send(request(path).GET().build(), version);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
        .header("Sec-Fetch-Site", "same-origin");
  }

  private static HttpResponse<String> send(HttpRequest request, HttpClient.Version version)
      throws Exception {
    try (HttpClient client = client(version)) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpClient client(HttpClient.Version version) throws Exception {
    return HttpClient.newBuilder().version(version).sslContext(trusting()).build();
  }

  private static SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(STORE)) {
      store.load(in, STORE_PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("gateway", store.getCertificate("gateway"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
