package dev.examhall.activitylog.sink;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param url of OpenSearch or Elasticsearch; the sink is off without it
 * @param username for basic authentication; none without it
 * @param index what the names of the months' indices begin with
 * @param timeout of one bulk request
 */
@Validated
@ConfigurationProperties("examhall.activity-log.search-sink")
record SearchSinkProperties(
    @Nullable URI url,
    @Nullable String username,
    @Nullable String password,
    @DefaultValue("examhall-activities") @Pattern(regexp = "[a-z][a-z0-9-]*") String index,
    @DefaultValue("30s") @NotNull Duration timeout) {}
