package dev.examhall.asset.media;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of media.
 *
 * @param folder where files are stored; shared by all instances
 * @param pdfLimit the largest booklet that is taken
 * @param audioLimit the largest track that is taken
 * @param workers threads that read, write and check files; also the most uploads that are checked
 *     at once
 * @param waiting how many pieces of work may wait for them before requests are refused
 */
@Validated
@ConfigurationProperties("examhall.media")
public record MediaProperties(
    @NotNull Path folder,
    @DefaultValue("10MB") @NotNull DataSize pdfLimit,
    @DefaultValue("50MB") @NotNull DataSize audioLimit,
    @DefaultValue("4") @Min(1) int workers,
    @DefaultValue("512") @Min(1) int waiting) {

  DataSize limit(MediaKind kind) {
    return switch (kind) {
      case PDF -> pdfLimit;
      case AUDIO -> audioLimit;
    };
  }
}
