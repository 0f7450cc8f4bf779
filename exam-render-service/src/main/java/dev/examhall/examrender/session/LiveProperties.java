package dev.examhall.examrender.session;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When the live board looks, and what it calls an incident.
 *
 * @param lookEvery pause between two looks at the database, while somebody watches
 * @param writeEvery pause between two times that what is known of open pages is written
 * @param notHeardAfter a page that nothing was heard of for so long has lost its connection
 * @param noSaveAfter a running session without any save for so long is worth a look
 * @param littleTime time left that is called little
 * @param loadingAfter a page that loads for longer is worth a look
 * @param waitingFor how long somebody who stands at the notice page is on the board
 */
@Validated
@ConfigurationProperties("examhall.live")
public record LiveProperties(
    @NotNull @DefaultValue("1s") Duration lookEvery,
    @NotNull @DefaultValue("2s") Duration writeEvery,
    @NotNull @DefaultValue("90s") Duration notHeardAfter,
    @NotNull @DefaultValue("5m") Duration noSaveAfter,
    @NotNull @DefaultValue("5m") Duration littleTime,
    @NotNull @DefaultValue("60s") Duration loadingAfter,
    @NotNull @DefaultValue("2h") Duration waitingFor) {}
