package dev.examhall.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.gateway.GatewayProperties.Rate;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One bound on what each client may ask for, held by all gateways together.
 *
 * <p>A gateway takes a client's tokens from Redis a share at a time (what comes in half a second, a
 * twentieth of the burst at most) and spends them here, so that few requests ask Redis. What is
 * left of a share lapses after five seconds. Nobody waits for Redis: a share is spent in advance
 * while it is asked for, so that each gateway may allow a client one share more than the bound,
 * once, until it has heard that the bucket is empty. Who is refused stays refused here until the
 * next token comes, without asking again, and gets nothing in advance then. While Redis does not
 * answer, each gateway allows the whole rate by itself.
 */
public final class RateLimiter {

  private static final Logger log = LoggerFactory.getLogger(RateLimiter.class);
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
    return take(client, share(client))
        .doOnNext(
            wait -> {
              if (!wait.isZero()) {
                refused.increment();
              }
            });
  }

  /** The same without waiting; null when only Redis' answer will tell. */
  public @Nullable Duration takeAtOnce(String client) {
    return share(client).take();
  }

  private Share share(String client) {
    return shares.get(client, Share::new);
  }

  private Mono<Duration> take(String client, Share here) {
    Duration known = here.take();
    return known != null
        ? Mono.just(known)
        : here.answer().flatMap(answered -> answered ? take(client, here) : alone(client));
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
    private final String client;
    private int tokens;
    private int inAdvance;
    private int spent;
    private long lapsesAt;
    private long refusedUntil;
    private boolean isRefused;
    private boolean hasToWait;
    private @Nullable Mono<Boolean> asked;

    Share(String client) {
      this.client = client;
    }

    @Nullable Duration take() {
      Mono<Boolean> asking;
      synchronized (this) {
        long now = nanoTime.getAsLong();
        if (isRefused) {
          if (refusedUntil - now > 0) {
            return Duration.ofNanos(refusedUntil - now);
          }
          isRefused = false;
          hasToWait = true;
        }
        if (tokens > 0 && lapsesAt - now > 0) {
          tokens--;
          return Duration.ZERO;
        }
        tokens = 0;
        if (asked != null || hasToWait || !repository.mayAnswer()) {
          return spend() ? Duration.ZERO : null;
        }
        inAdvance = share - 1;
        spent = 1;
        asking = ask();
      }
      asking.subscribe(
          answered -> {}, failure -> log.warn("A client's rate cannot be looked up", failure));
      return Duration.ZERO;
    }

    /** Whether there is something left that may be spent before Redis has answered. */
    private boolean spend() {
      if (asked == null || inAdvance == 0) {
        return false;
      }
      inAdvance--;
      spent++;
      return true;
    }

    /** Whether there was an answer. Who comes meanwhile waits for the same one. */
    synchronized Mono<Boolean> answer() {
      return asked == null ? ask() : asked;
    }

    /**
     * Asks for another share, once for all: if a hall that opens at once asked for a share each,
     * the bucket would be empty before its tokens are spent.
     */
    private Mono<Boolean> ask() {
      Mono<Boolean> asking =
          repository
              .take(name, client, rate, share)
              .doOnNext(this::add)
              .hasElement()
              .doOnTerminate(this::isAnswered)
              .cache();
      asked = asking;
      return asking;
    }

    private synchronized void isAnswered() {
      asked = null;
      inAdvance = 0;
      spent = 0;
    }

    private synchronized void add(RateRepository.Taken taken) {
      long now = nanoTime.getAsLong();
      if (taken.tokens() == 0) {
        isRefused = true;
        refusedUntil = now + taken.untilNext().toNanos();
      } else {
        hasToWait = false;
        tokens = Math.max(0, taken.tokens() - spent);
        lapsesAt = now + SHARE_LASTS.toNanos();
      }
    }
  }
}
