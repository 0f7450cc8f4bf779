package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

  @Test
  void everySecretIsRandomAndLongEnough() throws Exception {
    Manifests one = Secrets.make();
    Manifests other = Secrets.make();

    one.of("Secret").forEach(ObjectsTest::validate);
    Set<String> values = new HashSet<>();
    for (Manifests each : List.of(one, other)) {
      for (JsonObject secret : each.of("Secret")) {
        JsonObject data = Manifests.object(secret, "stringData");
        for (String key : data.keySet()) {
          String value = Manifests.text(data, key);
          assertThat(values.add(value)).as("%s is made anew", key).isTrue();
          if (!key.contains(".") && !key.equals("cluster-id")) {
            assertThat(Base64.getUrlDecoder().decode(value)).hasSizeGreaterThanOrEqualTo(32);
          }
        }
      }
    }
  }

  /** Kafka's tools take an id that begins with a dash for an option: one in 64 installations. */
  @ParameterizedTest
  @ValueSource(strings = {"k8s/secrets", "compose/secrets"})
  void kafkasIdNeverBeginsWithADash(String script) throws Exception {
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "source <(grep -E '^(url64|random|cluster_id)\\(\\)' \"$0\");"
                    + " openssl() { printf '\\373%.0s' {1..16}; }; head() { openssl; }; cluster_id",
                Repository.ROOT.resolve(script).toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .as("16 bytes whose text begins with a dash otherwise")
        .isEqualTo("A_v7-_v7-_v7-_v7-_v7-w");
  }

  @Test
  void theFirstAccountIsAPropertiesFile() throws Exception {
    JsonObject data = Manifests.object(Secrets.make().get("Secret", "first-account"), "stringData");

    assertThat(Manifests.text(data, "account.properties").lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("username=teacher"),
            line -> assertThat(line).matches("password=\\w{4}(-\\w{4}){3}"),
            line -> assertThat(line).isEqualTo("roles=TEACHER,OPERATOR"));
  }

  @Test
  void aKeyOfPeoplesTokensSignsAndIsNamedByItsThumbprint(@TempDir Path folder) throws Exception {
    Path file = Path.of(Secrets.run("k8s/secrets", "rotate-people-key", folder.toString()).strip());
    JsonObject jwk = new Gson().fromJson(Files.readString(file), JsonObject.class);

    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec p256 = curve.getParameterSpec(ECParameterSpec.class);
    KeyFactory keys = KeyFactory.getInstance("EC");
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.generatePrivate(new ECPrivateKeySpec(number(jwk, "d"), p256)));
    signature.update(new byte[] {1, 2, 3});
    byte[] signed = signature.sign();
    signature.initVerify(
        keys.generatePublic(
            new ECPublicKeySpec(new ECPoint(number(jwk, "x"), number(jwk, "y")), p256)));
    signature.update(new byte[] {1, 2, 3});
    assertThat(signature.verify(signed)).isTrue();

    String thumbprint =
        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(Manifests.text(jwk, "x"), Manifests.text(jwk, "y"));
    String kid =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(thumbprint.getBytes(StandardCharsets.UTF_8)));
    assertThat(Manifests.text(jwk, "kid")).isEqualTo(kid);
    assertThat(file.getFileName()).hasToString("people-" + kid + ".jwk");
    assertThat(jwk.get("iat").getAsLong()).isPositive();
  }

  private static BigInteger number(JsonObject jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(Manifests.text(jwk, name)));
  }
}
