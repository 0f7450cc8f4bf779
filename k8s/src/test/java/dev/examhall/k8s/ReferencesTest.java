package dev.examhall.k8s;

import static dev.examhall.k8s.Manifests.list;
import static dev.examhall.k8s.Manifests.object;
import static dev.examhall.k8s.Manifests.template;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReferencesTest {

  private static Map<String, Set<String>> secrets = Map.of();

  @BeforeAll
  static void makeSecrets() throws Exception {
    secrets = Secrets.keys(Secrets.make());
  }

  @ParameterizedTest
  @MethodSource("dev.examhall.k8s.RenderedTest#overlays")
  void everyReferenceLeadsSomewhere(String overlay) {
    assertThat(References.broken(Manifests.rendered(overlay), secrets)).isEmpty();
  }

  @Test
  void noManifestHasASecret() {
    assertThat(RenderedTest.overlays())
        .allSatisfy(overlay -> assertThat(Manifests.rendered(overlay).of("Secret")).isEmpty());
  }

  /** One mistake each, and what is said about it. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            "selector does not select",
            all ->
                object(template(all.get("Deployment", "gateway")), "metadata", "labels")
                    .addProperty("app.kubernetes.io/name", "gatewax")),
        mistake(
            "it selects 0 workloads",
            all ->
                object(all.get("Service", "gateway"), "spec", "selector")
                    .addProperty("app.kubernetes.io/component", "window")),
        mistake(
            "no container's port is called",
            all ->
                list(object(all.get("Service", "gateway"), "spec"), "ports")
                    .getFirst()
                    .addProperty("targetPort", "https")),
        mistake(
            "port and the container's differ",
            all ->
                list(object(all.get("Service", "gateway"), "spec"), "ports")
                    .getFirst()
                    .addProperty("port", 80)),
        mistake(
            "asks a port that is not there",
            all -> object(container(all), "livenessProbe", "httpGet").addProperty("port", "admin")),
        mistake(
            "livenessProbe asks",
            all ->
                object(container(all), "livenessProbe", "httpGet")
                    .addProperty("path", "/actuator/health")),
        mistake(
            "no secret databases with postgress",
            all ->
                list(container(all), "env").stream()
                    .map(each -> object(each, "valueFrom", "secretKeyRef"))
                    .filter(each -> Manifests.text(each, "name").equals("databases"))
                    .forEach(each -> each.addProperty("key", "postgress"))),
        mistake(
            "is written down",
            all ->
                list(container(all), "env").stream()
                    .filter(
                        each -> Manifests.text(each, "name").equals("EXAMHALL_DATABASE_PASSWORD"))
                    .forEach(each -> each.addProperty("value", "s3cret"))),
        mistake(
            "there is no config map",
            all ->
                object(list(container(all), "envFrom").getFirst(), "configMapRef")
                    .addProperty("name", "suit")),
        mistake(
            "no tag that stays",
            all -> container(all).addProperty("image", "examhall/gateway:latest")),
        mistake(
            "there is no service of the image",
            all -> container(all).addProperty("image", "examhall/doorman:local")),
        mistake(
            "there is no volume",
            all -> list(container(all), "volumeMounts").getFirst().addProperty("name", "date")),
        mistake(
            "may do more than it needs",
            all ->
                object(container(all), "securityContext")
                    .addProperty("readOnlyRootFilesystem", false)),
        mistake(
            "monitoring-service's alone",
            all ->
                object(template(all.get("Deployment", "gateway")), "spec")
                    .addProperty("automountServiceAccountToken", true)),
        mistake(
            "no disruption budget",
            all -> all.objects().remove(all.get("PodDisruptionBudget", "gateway"))),
        mistake(
            "there is no such role",
            all ->
                object(all.get("RoleBinding", "monitoring-service"), "roleRef")
                    .addProperty("name", "admin")),
        mistake(
            "no request or limit of memory",
            all -> object(container(all), "resources").remove("limits")));
  }

  private static JsonObject container(Manifests all) {
    return list(object(template(all.get("Deployment", "gateway")), "spec"), "containers")
        .getFirst();
  }

  private static Arguments mistake(String said, Consumer<Manifests> plant) {
    return Arguments.of(said, plant);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsFound(String said, Consumer<Manifests> plant) {
    Manifests planted = Manifests.rendered("local").copy();
    plant.accept(planted);

    assertThat(References.broken(planted, secrets))
        .anySatisfy(problem -> assertThat(problem).contains(said));
  }

  @Test
  void anAutoscalerOfNothingIsFound() {
    Manifests planted = Manifests.rendered("production").copy();
    object(planted.get("HorizontalPodAutoscaler", "gateway"), "spec", "scaleTargetRef")
        .addProperty("name", "gatewax");

    assertThat(References.broken(planted, secrets))
        .anySatisfy(problem -> assertThat(problem).contains("there is no gatewax"));
  }
}
