package dev.examhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.embedded.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceCommandTest {

  private static final Application PLAIN = new Application(Path.of("gateway.jar"), false);

  @TempDir private Path temp;
  private Routes routes = Routes.direct(new SuitePorts(18100));
  private DataFolder folder;
  private Secrets secrets;

  @BeforeEach
  void makeSecrets() {
    folder = new DataFolder(temp.resolve("data"));
    secrets = Secrets.of(folder, new Random(1));
  }

  @ParameterizedTest
  @EnumSource
  void tellsEachServiceWhereItListensAndWhereTheOthersAre(Service service) {
    Map<String, String> environment = command(service, Optional.empty()).environment();

    assertThat(environment)
        .containsEntry("SERVER_ADDRESS", "127.0.0.1")
        .containsEntry("SERVER_PORT", Integer.toString(18100 + service.ordinal()))
        .containsEntry("EXAMHALL_GATEWAY_URL", "http://127.0.0.1:18100")
        .containsEntry("EXAMHALL_EXAM_RENDER_URL", "http://127.0.0.1:18101")
        .containsEntry("EXAMHALL_CACHE_URL", "http://127.0.0.1:18102")
        .containsEntry("EXAMHALL_MONITORING_URL", "http://127.0.0.1:18103")
        .containsEntry("EXAMHALL_ACTIVITY_LOG_URL", "http://127.0.0.1:18104")
        .containsEntry("EXAMHALL_ASSET_URL", "http://127.0.0.1:18105")
        .containsEntry("EXAMHALL_POSTGRES_PORT", "18106")
        .containsEntry("EXAMHALL_REDIS_PORT", "18107")
        .containsEntry("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:18108")
        .containsEntry("EXAMHALL_INTERNAL_SECRET", secrets.internal());
    assertThat(Path.of(environment.get("EXAMHALL_DATA_DIR"))).hasFileName(service.id());
  }

  @Test
  void tellsEachServicePortsOfItsOwnWhereSomebodyPassesOn() {
    routes = new Routes(new SuitePorts(18100), OptionalInt.of(18200));

    Map<String, String> asset = command(Service.ASSET, Optional.empty()).environment();
    Map<String, String> gateway = command(Service.GATEWAY, Optional.empty()).environment();

    assertThat(asset)
        .containsEntry("SERVER_PORT", "18105")
        .containsEntry("EXAMHALL_GATEWAY_URL", "http://127.0.0.1:18250")
        .containsEntry("EXAMHALL_ASSET_URL", "http://127.0.0.1:18255")
        .containsEntry("EXAMHALL_REDIS_PORT", "18257")
        .containsEntry("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:18208");
    assertThat(gateway)
        .containsEntry("SERVER_PORT", "18100")
        .containsEntry("EXAMHALL_EXAM_RENDER_URL", "http://127.0.0.1:18201")
        .containsEntry("EXAMHALL_POSTGRES_PORT", "18206")
        .containsEntry("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:18208");
  }

  @ParameterizedTest
  @EnumSource
  void givesInstancesTheirOwnPlaceAndAllTheSameDoors(Service service) {
    SuitePorts ports = new SuitePorts(18100, 2);
    routes = Routes.direct(ports);

    Map<String, String> first = command(new Instance(service, 1)).environment();
    Map<String, String> second = command(new Instance(service, 2)).environment();

    assertThat(first)
        .containsEntry("SERVER_PORT", Integer.toString(18110 + service.ordinal()))
        .containsEntry("EXAMHALL_GATEWAY_URL", "http://127.0.0.1:18100");
    assertThat(second)
        .containsEntry("SERVER_PORT", Integer.toString(18120 + service.ordinal()))
        .containsEntry("EXAMHALL_GATEWAY_URL", "http://127.0.0.1:18100");
    assertThat(Path.of(second.get("EXAMHALL_DATA_DIR"))).hasFileName(service.id() + "-2");
    assertThat(second.values())
        .as("nothing else of the first is the second's, but keys, media and chain")
        .filteredOn(value -> value.startsWith(folder.of(new Instance(service, 1)) + "/"))
        .allMatch(value -> value.matches(".*/(keys|media|releases|chain)"));
  }

  @Test
  void laterInstancesReadWhatTheFirstHasMade() {
    routes = Routes.direct(new SuitePorts(18100, 2));

    assertThat(command(new Instance(Service.GATEWAY, 1)).environment())
        .doesNotContainKey("EXAMHALL_GATEWAY_KEYS_FOLDER");
    assertThat(command(new Instance(Service.GATEWAY, 2)).environment())
        .containsEntry(
            "EXAMHALL_GATEWAY_KEYS_FOLDER",
            folder.of(new Instance(Service.GATEWAY, 1)).resolve("keys").toString());
  }

  @Test
  void givesEachServiceOnlyTheSecretsItNeeds() {
    Map<String, String> asset = command(Service.ASSET, Optional.empty()).environment();
    Map<String, String> gateway = command(Service.GATEWAY, Optional.empty()).environment();
    Map<String, String> cache = command(Service.CACHE, Optional.empty()).environment();

    assertThat(asset)
        .doesNotContainKeys(
            "EXAMHALL_DATABASE_PASSWORD", "EXAMHALL_REDIS_PASSWORD", "EXAMHALL_FIRST_ACCOUNT_FILE");
    assertThat(gateway)
        .containsEntry("EXAMHALL_DATABASE_PASSWORD", secrets.database(Service.GATEWAY))
        .containsEntry("EXAMHALL_FIRST_ACCOUNT_FILE", folder.firstAccount().toString());
    assertThat(cache)
        .containsEntry("EXAMHALL_REDIS_PASSWORD", secrets.redis())
        .doesNotContainKeys("EXAMHALL_DATABASE_PASSWORD", "EXAMHALL_FIRST_ACCOUNT_FILE");
  }

  @ParameterizedTest
  @EnumSource
  void keepsSecretsOutOfTheCommandLine(Service service) {
    List<String> all = new ArrayList<>(List.of(secrets.internal(), secrets.redis()));
    service.database().ifPresent(name -> all.add(secrets.database(service)));

    assertThat(String.join(" ", command(service, Optional.empty()).commandLine(PLAIN)))
        .doesNotContain(all)
        .contains(ServiceCommand.marker(folder));
  }

  @Test
  void attachesTheAgentOnlyForAnEndpoint() {
    assertThat(command(Service.GATEWAY, Optional.empty()).commandLine(PLAIN))
        .noneMatch(flag -> flag.startsWith("-javaagent"));
    assertThatThrownBy(
            () ->
                command(
                        Service.GATEWAY,
                        Optional.of(new Telemetry(URI.create("http://127.0.0.1:4318"))))
                    .commandLine(PLAIN))
        .as("this checkout has no agent built")
        .isInstanceOf(LauncherException.class)
        .hasMessageContaining("opentelemetry-javaagent.jar is missing");
  }

  @Test
  void takesAClassCacheThatIsThere() throws IOException {
    Application application = new Application(temp.resolve("gateway-1.jar"), true);
    ServiceCommand command = command(Service.GATEWAY, Optional.empty());
    assertThat(command.commandLine(application)).noneMatch(flag -> flag.startsWith("-XX:AOT"));

    Files.createFile(command.classCache(application));

    assertThat(command.commandLine(application))
        .contains("-XX:AOTCache=" + command.classCache(application))
        .contains("-XX:+VerifySharedSpaces");
  }

  @Test
  void takesNoClassCacheBesideAnAgent() throws IOException {
    Path agent = temp.resolve("local-launcher/target/opentelemetry-javaagent.jar");
    Files.createDirectories(agent.getParent());
    Files.createFile(agent);
    Application application = new Application(temp.resolve("gateway-1.jar"), true);
    ServiceCommand command =
        command(Service.GATEWAY, Optional.of(new Telemetry(URI.create("http://127.0.0.1:4318"))));
    Files.createFile(command.classCache(application));
    assertThat(command.environment()).containsEntry("EXAMHALL_TRACES_BOUNDARY", "true");

    assertThat(command.commandLine(application))
        .anyMatch(flag -> flag.startsWith("-javaagent"))
        .anyMatch(flag -> flag.endsWith("libs/trace-boundary/target/trace-boundary.jar"))
        .noneMatch(flag -> flag.startsWith("-XX:AOT"));
  }

  @Test
  void trainsInAFolderOfItsOwnWithoutStartingAnything() {
    ServiceCommand command = command(Service.GATEWAY, Optional.empty());
    Application application = new Application(temp.resolve("gateway-1.jar"), true);

    ChildProcess.Program training = command.training(application, temp.resolve("made.aot"));

    assertThat(training.command()).contains("-Dspring.context.exit=onRefresh");
    assertThat(training.environment().get("EXAMHALL_DATA_DIR"))
        .isNotEqualTo(command.dataFolder().toString());
  }

  private ServiceCommand command(Instance instance) {
    return new ServiceCommand(
        instance, routes.ports(), routes, folder, secrets, temp, Optional.empty());
  }

  private ServiceCommand command(Service service, Optional<Telemetry> telemetry) {
    return new ServiceCommand(
        new Instance(service, 1), routes.ports(), routes, folder, secrets, temp, telemetry);
  }
}
