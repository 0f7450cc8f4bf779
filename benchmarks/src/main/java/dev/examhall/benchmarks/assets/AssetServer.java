package dev.examhall.benchmarks.assets;

import dev.examhall.benchmarks.JvmOptions;
import dev.examhall.benchmarks.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** asset-service's real jar, in a process of its own. */
final class AssetServer {

  /** As in production: C2, a collector for throughput, Netty's native memory. */
  private static final List<String> JVM = JvmOptions.withHeap(192);

  private static final List<String> LAPTOP_JVM =
      List.of(
          "-Xmx128m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "--enable-native-access=ALL-UNNAMED");

  private AssetServer() {}

  /** As in production. */
  static ServerProcess inProduction(Path jar, Path folder, int port, String path)
      throws IOException, InterruptedException {
    return started(JVM, jar, folder, port, path, List.of());
  }

  /** Serves the sources, with the JVM that the launcher gives it on a laptop. */
  static ServerProcess development(Path jar, Path folder, int port, Path sources, Path tools)
      throws IOException, InterruptedException {
    return started(
        LAPTOP_JVM,
        jar,
        folder,
        port,
        "/assets/live-reload.js",
        List.of(
            "--examhall.bundles.development=" + sources,
            "--examhall.bundles.development-tools=" + tools));
  }

  private static ServerProcess started(
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
    return ServerProcess.started(
        "asset-service", builder, folder.resolve("asset-service.log"), port, path);
  }
}
