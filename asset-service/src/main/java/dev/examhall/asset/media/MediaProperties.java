package dev.examhall.asset.media;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of media.
 *
 * @param folder where files are stored; shared by all instances. With a bucket only uploads that
 *     are not checked yet are there, and each instance may have its own
 * @param store where files are kept
 * @param s3 needed if they are kept in a bucket
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
    @DefaultValue("folder") @NotNull Store store,
    @Valid @Nullable S3 s3,
    @DefaultValue("10MB") @NotNull DataSize pdfLimit,
    @DefaultValue("50MB") @NotNull DataSize audioLimit,
    @DefaultValue("4") @Min(1) int workers,
    @DefaultValue("512") @Min(1) int waiting) {

  /** Kinds of stores. */
  public enum Store {
    FOLDER,
    S3
  }

  /**
   * A bucket; credentials come from the AWS SDK's default chain.
   *
   * @param endpoint of another server than Amazon's, which then is asked with the bucket in the
   *     path
   * @param timeout of one call with all its attempts
   */
  public record S3(
      @NotBlank String bucket,
      @NotBlank String region,
      @Nullable URI endpoint,
      @DefaultValue("30s") @NotNull Duration timeout) {}

  DataSize limit(MediaKind kind) {
    return switch (kind) {
      case PDF -> pdfLimit;
      case AUDIO -> audioLimit;
    };
  }
}
