package dev.examhall.k8s;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the script {@code k8s/secrets} makes. */
final class Secrets {

  private Secrets() {}

  static Manifests make() throws IOException, InterruptedException {
    return Manifests.parse(run("k8s/secrets"));
  }

  /** Runs a script of the repository with bash; its standard output. */
  static String run(String script, String... arguments) throws IOException, InterruptedException {
    ProcessBuilder command = new ProcessBuilder("bash", Repository.ROOT.resolve(script).toString());
    command.command().addAll(java.util.List.of(arguments));
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(script + " failed; it needs bash and openssl");
    }
    return output;
  }

  static Map<String, Set<String>> keys(Manifests secrets) {
    Map<String, Set<String>> keys = new TreeMap<>();
    secrets
        .of("Secret")
        .forEach(
            secret ->
                keys.put(
                    Manifests.name(secret),
                    new TreeSet<>(Manifests.object(secret, "stringData").keySet())));
    return keys;
  }
}
