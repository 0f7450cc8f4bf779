package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every object is one that the API server knows, with no field that it does not. */
class ObjectsTest {

  private static final Map<String, Class<?>> MODELS =
      Map.ofEntries(
          model("v1", io.kubernetes.client.openapi.models.V1Namespace.class),
          model("v1", io.kubernetes.client.openapi.models.V1ConfigMap.class),
          model("v1", io.kubernetes.client.openapi.models.V1Secret.class),
          model("v1", io.kubernetes.client.openapi.models.V1Service.class),
          model("v1", io.kubernetes.client.openapi.models.V1ServiceAccount.class),
          model("v1", io.kubernetes.client.openapi.models.V1PersistentVolumeClaim.class),
          model("apps/v1", io.kubernetes.client.openapi.models.V1Deployment.class),
          model("apps/v1", io.kubernetes.client.openapi.models.V1StatefulSet.class),
          model("batch/v1", io.kubernetes.client.openapi.models.V1CronJob.class),
          model("batch/v1", io.kubernetes.client.openapi.models.V1Job.class),
          model("policy/v1", io.kubernetes.client.openapi.models.V1PodDisruptionBudget.class),
          model(
              "autoscaling/v2",
              "HorizontalPodAutoscaler",
              io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler.class),
          model("rbac.authorization.k8s.io/v1", io.kubernetes.client.openapi.models.V1Role.class),
          model(
              "rbac.authorization.k8s.io/v1",
              io.kubernetes.client.openapi.models.V1RoleBinding.class),
          model("networking.k8s.io/v1", io.kubernetes.client.openapi.models.V1NetworkPolicy.class),
          model("networking.k8s.io/v1", io.kubernetes.client.openapi.models.V1Ingress.class));

  private static Map.Entry<String, Class<?>> model(String version, Class<?> type) {
    return model(version, type.getSimpleName().substring(2), type);
  }

  private static Map.Entry<String, Class<?>> model(String version, String kind, Class<?> type) {
    return Map.entry(version + ' ' + kind, type);
  }

  static void validate(JsonObject object) {
    String kind = Manifests.text(object, "apiVersion") + ' ' + Manifests.text(object, "kind");
    Class<?> model = Objects.requireNonNull(MODELS.get(kind), () -> "no model of " + kind);
    try {
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, object);
      model.getMethod("fromJson", String.class).invoke(null, object.toString());
    } catch (InvocationTargetException e) {
      throw new AssertionError(
          Manifests.id(object) + ": " + e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.examhall.k8s.RenderedTest#overlays")
  void everyObjectIsValid(String overlay) {
    Manifests manifests = Manifests.rendered(overlay);
    assertThat(manifests.objects()).hasSizeGreaterThan(30);
    manifests.objects().forEach(ObjectsTest::validate);
  }

  @Test
  void theJobThatRestoresUsesWhatThereIs() {
    Manifests local = Manifests.rendered("local");
    JsonObject job =
        Manifests.parse(Repository.read("k8s/components/backup/restore-job.yaml"))
            .objects()
            .getFirst();
    validate(job);

    JsonObject pod = Manifests.object(Manifests.template(job), "spec");
    for (JsonObject volume : Manifests.list(pod, "volumes")) {
      String claim = Manifests.text(Manifests.object(volume, "persistentVolumeClaim"), "claimName");
      String map = Manifests.text(Manifests.object(volume, "configMap"), "name");
      assertThat(
              local.find("PersistentVolumeClaim", claim).isPresent()
                  || local.find("ConfigMap", map).isPresent()
                  // of a StatefulSet: its template, its name, its number
                  || claim.equals("data-postgres-0"))
          .as(volume.toString())
          .isTrue();
    }
    assertThat(
            Manifests.list(
                Manifests.object(local.get("StatefulSet", "postgres"), "spec"),
                "volumeClaimTemplates"))
        .extracting(Manifests::name)
        .containsExactly("data");
  }

  @Test
  void findsAFieldThatThereIsNot() {
    JsonObject planted = Manifests.rendered("local").get("Deployment", "gateway").deepCopy();
    Manifests.list(Manifests.object(planted, "spec", "template", "spec"), "containers")
        .getFirst()
        .addProperty("imagePullPolice", "Always");

    assertThatThrownBy(() -> validate(planted)).hasMessageContaining("imagePullPolice");
  }

  @Test
  void findsAMissingField() {
    JsonObject planted = Manifests.rendered("local").get("Deployment", "gateway").deepCopy();
    Manifests.object(planted, "spec").remove("selector");

    assertThatThrownBy(() -> validate(planted)).hasMessageContaining("selector");
  }

  @Test
  void findsAWrongType() {
    JsonObject planted = Manifests.rendered("local").get("Deployment", "gateway").deepCopy();
    Manifests.object(planted, "spec").addProperty("replicas", "two");

    assertThatThrownBy(() -> validate(planted)).isInstanceOf(AssertionError.class);
  }
}
