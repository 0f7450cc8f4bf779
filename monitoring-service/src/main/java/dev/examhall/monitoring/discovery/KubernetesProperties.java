package dev.examhall.monitoring.discovery;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where services are found beside those that are configured.
 *
 * @param enabled whether they are looked for
 * @param apiServer base address
 * @param account folder with {@code token}, {@code ca.crt} and {@code namespace}, as each pod gets
 *     it
 * @param selector labels of services that are watched
 * @param interval from one look to the next
 */
@Validated
@ConfigurationProperties("examhall.monitoring.kubernetes")
record KubernetesProperties(
    @DefaultValue("false") boolean enabled,
    @DefaultValue("https://kubernetes.default.svc") @NotNull URI apiServer,
    @DefaultValue("/var/run/secrets/kubernetes.io/serviceaccount") @NotNull Path account,
    @DefaultValue("app.kubernetes.io/part-of=examhall") @NotBlank String selector,
    @DefaultValue("15s") @NotNull Duration interval) {}
