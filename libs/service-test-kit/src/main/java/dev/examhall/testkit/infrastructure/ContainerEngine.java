package dev.examhall.testkit.infrastructure;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * The images that a container engine of this machine has. Testcontainers would pull a missing one,
 * and wait for minutes where no registry can be reached; so nothing is asked of it before this.
 */
final class ContainerEngine {

  private static final String CHOICE = "examhall.testkit.servers";

  private static final List<String> IMAGES = images();

  private ContainerEngine() {}

  /** The first image here whose name starts like this. */
  static Optional<String> image(String prefix) {
    return IMAGES.stream().filter(name -> name.startsWith(prefix)).findFirst();
  }

  private static List<String> images() {
    if ("embedded".equals(System.getProperty(CHOICE)) || !mayBeThere()) {
      return List.of();
    }
    try {
      return CompletableFuture.supplyAsync(ContainerEngine::ask).get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException silent) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static boolean mayBeThere() {
    return System.getenv("DOCKER_HOST") != null
        || Files.exists(Path.of("/var/run/docker.sock"))
        || Files.exists(Path.of(System.getProperty("user.home"), ".docker/run/docker.sock"));
  }

  private static List<String> ask() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return List.of();
    }
    DockerClient client = DockerClientFactory.lazyClient();
    return client.listImagesCmd().exec().stream()
        .flatMap(
            image ->
                image.getRepoTags() == null ? Stream.empty() : Arrays.stream(image.getRepoTags()))
        .sorted()
        .toList();
  }
}
