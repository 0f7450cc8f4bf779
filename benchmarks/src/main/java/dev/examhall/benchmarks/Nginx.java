package dev.examhall.benchmarks;

import dev.examhall.embedded.Ports;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine's nginx: what we compare with. */
public final class Nginx {

  /** What to do where there is none. */
  public static final String MISSING =
      "nginx is missing, so there is nothing to compare with: install the package nginx-light, or"
          + " name the program with EXAMHALL_NGINX";

  private Nginx() {}

  /** Where it is: named by {@code EXAMHALL_NGINX}, or on the path, or where Debian puts it. */
  public static Optional<Path> find() {
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

  /**
   * Serves one file at one path, as fast as it can.
   *
   * @param root a folder for it alone
   * @param file compressed already, where a header says so
   */
  public static ServerProcess serving(
      Path root, String path, byte[] file, String contentType, Map<String, String> headers)
      throws IOException, InterruptedException {
    int port = Ports.free();
    Files.createDirectories(root);
    Files.write(root.resolve("file"), file);
    String added =
        headers.entrySet().stream()
            .map(header -> "add_header %s \"%s\";".formatted(header.getKey(), header.getValue()))
            .collect(Collectors.joining(" "));
    return started(
        root,
        port,
        path,
        """
        worker_processes auto;
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
            location = %3$s {
              alias %1$s/file;
              types {} default_type "%4$s";
              %5$s
            }
          }
        }
        """
            .formatted(root, port, path, contentType, added));
  }

  /**
   * Starts it with a configuration, and returns when it answers.
   *
   * @param root a folder for it alone
   * @param path what it is asked for
   * @throws IllegalStateException if there is no nginx on this machine
   */
  public static ServerProcess started(Path root, int port, String path, String configuration)
      throws IOException, InterruptedException {
    Path program = find().orElseThrow(() -> new IllegalStateException(MISSING));
    // Started by root, its workers would be somebody who cannot read our folder.
    String asOurselves = System.getProperty("user.name").equals("root") ? "user root; " : "";
    Files.createDirectories(root);
    Files.writeString(root.resolve("nginx.conf"), asOurselves + configuration);
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "-p",
            root.toString(),
            "-c",
            root.resolve("nginx.conf").toString(),
            "-e",
            root.resolve("error.log").toString(),
            "-g",
            "daemon off;");
    return ServerProcess.started("nginx", builder, root.resolve("nginx.log"), port, path);
  }
}
