package dev.examhall.benchmarks.exam;

import dev.examhall.embedded.Ports;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with the page's bytes as a file, compressed already. */
record StaticServer(Process process, int port) implements AutoCloseable {

  static final String PATH = "/page";

  static StaticServer start(Path root, byte[] gzip) throws IOException, InterruptedException {
    Files.createDirectories(root);
    Files.write(root.resolve("page.gz"), gzip);
    int port = Ports.free();
    // started by root, its workers would be somebody who cannot read our folder
    String asOurselves = System.getProperty("user.name").equals("root") ? "user root; " : "";
    Files.writeString(
        root.resolve("nginx.conf"),
        """
        %3$sworker_processes auto;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log warn;
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
            location = /page {
              alias %1$s/page.gz;
              types {} default_type "text/html;charset=utf-8";
              add_header Content-Encoding gzip; add_header Vary Accept-Encoding; add_header Cache-Control no-store;
            }
          }
        }
        """
            .formatted(root, port, asOurselves));
    Process process =
        new ProcessBuilder(
                program().toString(),
                "-p",
                root.toString(),
                "-c",
                root.resolve("nginx.conf").toString(),
                "-e",
                root.resolve("error.log").toString(),
                "-g",
                "daemon off;")
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output.log").toFile())
            .start();
    StaticServer server = new StaticServer(process, port);
    for (int i = 0; i < 100 && process.isAlive(); i++) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return server;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    server.close();
    throw new IOException("nginx does not start; see " + root.resolve("error.log"));
  }

  private static Path program() {
    return Stream.concat(
            Stream.ofNullable(System.getenv("EXAMHALL_NGINX")),
            Stream.concat(
                    Arrays.stream(
                        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
                    Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> folder + "/nginx"))
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "nginx is missing, so there is nothing to compare with: install the package"
                        + " nginx-light, or name the program with EXAMHALL_NGINX"));
  }

  /** Time on a core since the start, of all its processes. */
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
  }
}
