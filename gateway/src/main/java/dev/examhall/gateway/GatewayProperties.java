package dev.examhall.gateway;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Configuration of the gateway.
 *
 * @param backends where the services are
 * @param dataDirectory the gateway's own folder: its keys
 * @param firstAccountFile a properties file with the account to make when there is none
 * @param trustedProxies networks in CIDR notation whose forwarded headers are believed; none by
 *     default
 * @param session sign-in sessions
 * @param keys the keys of people's tokens
 * @param limits what one client may ask for
 * @param upstream calls to services
 * @param overload how much a service is asked for at once
 * @param nextReleases by service id: where the next release is, and how many people go there
 */
@Validated
@ConfigurationProperties("examhall.gateway")
public record GatewayProperties(
    @NotNull @Valid Backends backends,
    @NotNull Path dataDirectory,
    @Nullable Path firstAccountFile,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue @Valid Session session,
    @DefaultValue @Valid Keys keys,
    @DefaultValue @Valid Limits limits,
    @DefaultValue @Valid Upstream upstream,
    @DefaultValue @Valid Overload overload,
    @DefaultValue Map<String, @Valid NextRelease> nextReleases) {

  public GatewayProperties {
    nextReleases = Map.copyOf(nextReleases);
  }

  /**
   * The next release of a service.
   *
   * @param uri where it is
   * @param percent of all people, 0 to 100, who are sent there
   */
  public record NextRelease(@NotNull URI uri, @DefaultValue("0") @Min(0) @Max(100) int percent) {}

  /**
   * Base addresses of the services.
   *
   * @param examRenderTeacher of exam-render-service's instances for people who are signed in; empty
   *     where they have none of their own
   */
  public record Backends(
      @NotNull URI examRender,
      @DefaultValue("") String examRenderTeacher,
      @NotNull URI asset,
      @NotNull URI monitoring,
      @NotNull URI activityLog) {

    /** See {@link #examRenderTeacher()}. */
    public Optional<URI> teacher() {
      return examRenderTeacher.isBlank()
          ? Optional.empty()
          : Optional.of(URI.create(examRenderTeacher));
    }
  }

  /**
   * Sign-in sessions.
   *
   * @param life how long after signing in one has to sign in again
   * @param confirmEvery how long a session is believed before its record is looked at again
   * @param acceptedUnconfirmed how long a session goes on when its record can't be looked at
   */
  public record Session(
      @DefaultValue("12h") Duration life,
      @DefaultValue("1m") Duration confirmEvery,
      @DefaultValue("1h") Duration acceptedUnconfirmed) {}

  /**
   * The keys of people's tokens.
   *
   * @param rotateAfter the age at which a key gets a successor
   * @param publishedBeforeUse how long a new key is published before it signs, so that every
   *     service has read it
   * @param folder where somebody else puts the keys and replaces them, such as a mounted Secret;
   *     nothing is written there. Empty: the gateway makes its own in its data folder
   */
  public record Keys(
      @DefaultValue("") String folder,
      @DefaultValue("90d") Duration rotateAfter,
      @DefaultValue("15m") Duration publishedBeforeUse) {}

  /**
   * Limits of one client. They guard against runaway scripts; a classroom of 200 behind one address
   * stays far below.
   *
   * @param student requests a second and at once for one student's token
   * @param save the same for what keeps a student's work, counted apart
   * @param person the same for one signed-in account
   * @param address the same for one address, all students behind it together
   * @param signIn attempts a second and at once from one address
   * @param browserErrors reports of errors in pages a second and at once from one address
   * @param resumeCodes resume codes that are tried a second and at once from one address
   * @param body the largest request body
   * @param upload the largest body of a teacher's upload
   * @param headWithin how long a request's head may take from its first byte
   * @param bodyWithin how long an ordinary body may take
   * @param uploadPause how long an upload may stand still
   */
  public record Limits(
      @DefaultValue @Valid StudentRate student,
      @DefaultValue @Valid SaveRate save,
      @DefaultValue @Valid PersonRate person,
      @DefaultValue @Valid AddressRate address,
      @DefaultValue @Valid SignInRate signIn,
      @DefaultValue @Valid BrowserErrorRate browserErrors,
      @DefaultValue @Valid ResumeCodeRate resumeCodes,
      @DefaultValue("1MB") DataSize body,
      @DefaultValue("64MB") DataSize upload,
      @DefaultValue("10s") Duration headWithin,
      @DefaultValue("10s") Duration bodyWithin,
      @DefaultValue("30s") Duration uploadPause) {}

  /** A steady rate and what may come at once. */
  public interface Rate {
    /** Requests a second. */
    int perSecond();

    /** Requests at once. */
    int burst();
  }

  /** See {@link Limits#student()}. */
  public record StudentRate(
      @DefaultValue("30") @Positive int perSecond, @DefaultValue("300") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#save()}. */
  public record SaveRate(
      @DefaultValue("60") @Positive int perSecond, @DefaultValue("1200") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#person()}. */
  public record PersonRate(
      @DefaultValue("50") @Positive int perSecond, @DefaultValue("500") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#address()}. */
  public record AddressRate(
      @DefaultValue("1000") @Positive int perSecond, @DefaultValue("20000") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#signIn()}. */
  public record SignInRate(
      @DefaultValue("5") @Positive int perSecond, @DefaultValue("100") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#browserErrors()}. */
  public record BrowserErrorRate(
      @DefaultValue("2") @Positive int perSecond, @DefaultValue("30") @Positive int burst)
      implements Rate {}

  /** See {@link Limits#resumeCodes()}. */
  public record ResumeCodeRate(
      @DefaultValue("1") @Positive int perSecond, @DefaultValue("60") @Positive int burst)
      implements Rate {}

  /**
   * Calls to services.
   *
   * @param connectTimeout the longest time to get a connection
   * @param responseTimeout the longest time to the first byte of an answer
   * @param uploadTimeout the same where the request is an upload
   * @param breakerOpen how long an open circuit breaker refuses before it tries again
   */
  public record Upstream(
      @DefaultValue("1s") Duration connectTimeout,
      @DefaultValue("10s") Duration responseTimeout,
      @DefaultValue("5m") Duration uploadTimeout,
      @DefaultValue("3s") Duration breakerOpen) {}

  /**
   * How many requests one service works on at once. The number follows from how long its answers
   * take, between bounds.
   *
   * @param initial at first
   * @param least never fewer
   * @param most never more
   * @param tolerance how many times longer than usual answers may take before there are fewer
   * @param window how often the number is looked at
   * @param viewShare the part of the places that pages may take, 0 to 1
   * @param backgroundShare the part that lists, reports and prefetching may take, 0 to 1
   * @param longestWait how long a request waits for a place
   * @param waiting how many may wait; saves always may
   */
  public record Overload(
      @DefaultValue("400") @Positive int initial,
      @DefaultValue("50") @Positive int least,
      @DefaultValue("4000") @Positive int most,
      @DefaultValue("2.0") @DecimalMin("1.0") double tolerance,
      @DefaultValue("500ms") Duration window,
      @DefaultValue("0.8") @DecimalMin("0.0") @DecimalMax("1.0") double viewShare,
      @DefaultValue("0.4") @DecimalMin("0.0") @DecimalMax("1.0") double backgroundShare,
      @DefaultValue("2s") Duration longestWait,
      @DefaultValue("2000") @Positive int waiting) {}
}
