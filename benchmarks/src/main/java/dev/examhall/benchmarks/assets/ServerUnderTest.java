package dev.examhall.benchmarks.assets;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, and the time that its processes spent on a core. */
record ServerUnderTest(String name, Process process, int port) implements AutoCloseable {

  /** As in production: C2, a collector for throughput, Netty's native memory. */
  private static final List<String> JVM =
      List.of("-Xms192m", "-Xmx192m", "-XX:+UseParallelGC", "--enable-native-access=ALL-UNNAMED");

  private static final List<String> LAPTOP_JVM =
      List.of(
          "-Xmx128m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration START = Duration.ofMinutes(3);

  static ServerUnderTest assetService(Path jar, Path folder, int port, String path)
      throws IOException, InterruptedException {
    return assetService(JVM, jar, folder, port, path, List.of());
  }

  /** Serves the sources, with the JVM that the launcher gives it on a laptop. */
  static ServerUnderTest development(Path jar, Path folder, int port, Path sources, Path tools)
      throws IOException, InterruptedException {
    return assetService(
        LAPTOP_JVM,
        jar,
        folder,
        port,
        "/assets/live-reload.js",
        List.of(
            "--examhall.bundles.development=" + sources,
            "--examhall.bundles.development-tools=" + tools));
  }

  private static ServerUnderTest assetService(
      List<String> jvm, Path jar, Path folder, int port, String path, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    Arrays.stream(System.getProperty("examhall.bench.jvm", "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    builder.environment().put("SERVER_PORT", Integer.toString(port));
    builder.environment().put("EXAMHALL_DATA_DIR", folder.resolve("data").toString());
    builder
        .environment()
        .put(
            "EXAMHALL_INTERNAL_SECRET",
            Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    System.out.println(String.join(" ", command.subList(1, command.size())));
    return started("asset-service", builder, folder, port, path);
  }

  /** Serves one file that is compressed already, with the headers that asset-service sends. */
  static ServerUnderTest nginx(Path program, Path folder, int port, String path, byte[] brotli)
      throws IOException, InterruptedException {
    Path root = folder.resolve("nginx");
    Files.createDirectories(root.resolve("logs"));
    Files.write(root.resolve("file.br"), brotli);
    // Started by root, its workers would be somebody who cannot read our folder.
    String asOurselves = System.getProperty("user.name").equals("root") ? "user root; " : "";
    Files.writeString(
        root.resolve("nginx.conf"),
        """
        %4$sworker_processes auto;
        pid %1$s/nginx.pid;
        error_log %1$s/logs/error.log warn;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on; tcp_nopush on; tcp_nodelay on;
          keepalive_requests 1000000000;
          open_file_cache max=100 inactive=1h; open_file_cache_valid 1h;
          client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
          uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
          server {
            listen 127.0.0.1:%2$d;
            location = %3$s {
              alias %1$s/file.br;
              types {} default_type "text/javascript;charset=utf-8";
              add_header Content-Encoding br; add_header Vary Accept-Encoding;
              add_header Cache-Control "public, max-age=31536000, immutable";
              add_header Access-Control-Allow-Origin *; add_header Timing-Allow-Origin *;
              add_header Cross-Origin-Resource-Policy cross-origin; add_header X-Content-Type-Options nosniff;
            }
          }
        }
        """
            .formatted(root, port, path, asOurselves));
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "-p",
            root.toString(),
            "-c",
            root.resolve("nginx.conf").toString(),
            "-e",
            root.resolve("logs/error.log").toString(),
            "-g",
            "daemon off;");
    return started("nginx", builder, folder, port, path);
  }

  /** nginx named by {@code EXAMHALL_NGINX}, or on the path, or where Debian puts it. */
  static Optional<Path> findNginx() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("EXAMHALL_NGINX")),
            Stream.concat(
                    Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                    Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> folder + "/nginx"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept-Encoding", "gzip, deflate, br, zstd")
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Time on a core since the start, of the process and those that it started. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static ServerUnderTest started(
      String name, ProcessBuilder builder, Path folder, int port, String path)
      throws IOException, InterruptedException {
    Path log = folder.resolve(name + ".log");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerUnderTest server = new ServerUnderTest(name, process, port);
    long end = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (server.get(path).statusCode() == 200) {
          return server;
        }
      } catch (IOException e) {
        // not there yet
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    server.close();
    throw new IOException(name + " does not serve " + path + "; its log is " + log);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
