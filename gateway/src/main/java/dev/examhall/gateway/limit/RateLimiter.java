package dev.examhall.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.gateway.GatewayProperties.Rate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One bound on what each client may ask for, held by all gateways together.
 *
 * <p>A gateway takes a client's tokens from Redis a share at a time (what comes in half a second, a
 * twentieth of the burst at most) and spends them here, so that few requests ask Redis. What is
 * left of a share lapses after five seconds. Who is refused stays refused here until the next token
 * comes, without asking again. While Redis does not answer, each gateway allows the whole rate by
 * itself.
 */
public final class RateLimiter {

  private static final int MOST_CLIENTS = 100_000;
  private static final Duration SHARE_LASTS = Duration.ofSeconds(5);

  private final Cache<String, Share> shares =
      Caffeine.newBuilder().maximumSize(MOST_CLIENTS).expireAfterAccess(SHARE_LASTS).build();
  private final String name;
  private final Rate rate;
  private final int share;
  private final RateRepository repository;
  private final LocalRateLimiter alone;
  private final LongSupplier nanoTime;
  private final Counter refused;
  private final Counter decidedAlone;

  RateLimiter(
      String name,
      Rate rate,
      RateRepository repository,
      MeterRegistry meters,
      LongSupplier nanoTime) {
    this.name = name;
    this.rate = rate;
    this.share = Math.max(1, Math.min(rate.burst() / 20, rate.perSecond() / 2));
    this.repository = repository;
    this.alone = new LocalRateLimiter(rate, nanoTime);
    this.nanoTime = nanoTime;
    this.refused = meters.counter("examhall.gateway.rate.refused", "limit", name);
    this.decidedAlone = meters.counter("examhall.gateway.rate.decided-alone", "limit", name);
  }

  /** Takes one request off the client's bucket; zero, or how long to wait for the next. */
  public Mono<Duration> take(String client) {
    return take(client, shares.get(client, unknown -> new Share()))
        .doOnNext(
            wait -> {
              if (!wait.isZero()) {
                refused.increment();
              }
            });
  }

  private Mono<Duration> take(String client, Share here) {
    Duration known = here.take();
    return known != null
        ? Mono.just(known)
        : here.refilled(() -> repository.take(name, client, rate, share))
            .flatMap(answered -> answered ? take(client, here) : alone(client));
  }

  private Mono<Duration> alone(String client) {
    return Mono.fromSupplier(
        () -> {
          decidedAlone.increment();
          return alone.take(client);
        });
  }

  /** The bound as {@code RateLimit-Policy} says it: so many in so many seconds. */
  public String policy() {
    return "\"%s\";q=%d;w=%d"
        .formatted(name, rate.burst(), Math.ceilDiv(rate.burst(), rate.perSecond()));
  }

  /** What is left as {@code RateLimit} says it: nothing, until this time is over. */
  public String nothingLeft(Duration wait) {
    return "\"%s\";r=0;t=%d".formatted(name, Math.max(1, wait.toSeconds()));
  }

  private final class Share {
    private int tokens;
    private long lapsesAt;
    private long refusedUntil;
    private boolean isRefused;
    private @Nullable Mono<Boolean> asked;

    synchronized @Nullable Duration take() {
      long now = nanoTime.getAsLong();
      if (isRefused) {
        if (refusedUntil - now > 0) {
          return Duration.ofNanos(refusedUntil - now);
        }
        isRefused = false;
      }
      if (tokens > 0 && lapsesAt - now > 0) {
        tokens--;
        return Duration.ZERO;
      }
      tokens = 0;
      return null;
    }

    /**
     * Asks for another share, and says whether there was an answer. Who comes meanwhile waits for
     * the same one: if a hall that opens at once asked for a share each, the bucket would be empty
     * before its tokens are spent.
     */
    synchronized Mono<Boolean> refilled(Supplier<Mono<RateRepository.Taken>> ask) {
      if (asked == null) {
        asked = ask.get().doOnNext(this::add).hasElement().doOnTerminate(this::isAnswered).cache();
      }
      return asked;
    }

    private synchronized void isAnswered() {
      asked = null;
    }

    private synchronized void add(RateRepository.Taken taken) {
      long now = nanoTime.getAsLong();
      if (taken.tokens() == 0) {
        isRefused = true;
        refusedUntil = now + taken.untilNext().toNanos();
      } else {
        tokens += taken.tokens();
        lapsesAt = now + SHARE_LASTS.toNanos();
      }
    }
  }
}
