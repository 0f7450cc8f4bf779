package dev.examhall.asset;

import dev.examhall.asset.bucket.BucketClient;
import dev.examhall.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.springframework.util.FileSystemUtils;

/** A server that speaks S3, in a process of its own, with one bucket. */
public record S3Server(Process process, URI endpoint, Path folder) {
  public static final String BUCKET = "examhall-media";
  public static final String REGION = "eu-central-1";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Starts it and makes the bucket. */
  public static S3Server start() throws IOException {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    int port = Ports.free();
    Path folder = Files.createTempDirectory("s3");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                Path.of("target/s3mock/s3mock.jar").toAbsolutePath().toString(),
                "--server.port=0",
                "--http.port=" + port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3mock.log").toFile())
            .start();
    S3Server server = new S3Server(process, URI.create("http://127.0.0.1:" + port), folder);
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .until(() -> server.put("/" + BUCKET) == 200);
    return server;
  }

  /** A client of the bucket, as one instance has it. */
  public BucketClient client() {
    return clientOf(endpoint);
  }

  /** A client of a bucket that may not be there. */
  public static BucketClient clientOf(URI endpoint) {
    return new BucketClient(BUCKET, REGION, endpoint, Duration.ofSeconds(20));
  }

  /** Ends it and removes what it stored. */
  public void close() throws InterruptedException {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
    process.destroy();
    process.waitFor(20, TimeUnit.SECONDS);
    FileSystemUtils.deleteRecursively(folder.toFile());
  }

  private int put(String path) throws IOException, InterruptedException {
    return HTTP.send(
            HttpRequest.newBuilder(endpoint.resolve(path))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
