package dev.examhall.observability.shutdown;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param drain how long a service that was told to end goes on as ever, but for not being ready and
 *     closing each connection after its answer. Longer than whoever calls keeps a connection idle
 *     and takes to hear that this instance is not ready; zero where nobody else is there to go to
 */
@Validated
@ConfigurationProperties("examhall.shutdown")
record ShutdownProperties(@DefaultValue("0s") @NotNull Duration drain) {}
