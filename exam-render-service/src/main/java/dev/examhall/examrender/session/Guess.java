package dev.examhall.examrender.session;

import dev.examhall.examrender.Sha256;
import java.time.Duration;
import java.time.Instant;

/**
 * What a wrong code is counted for, such as an address; only a hash of it is kept. The first ones
 * are free, then the wait doubles, a quarter of an hour at most: nobody is ever locked out for
 * good.
 *
 * @param subject SHA-256, in hexadecimal digits
 * @param free how many cost nothing
 */
record Guess(String subject, int free) {

  static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);
  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int MOST_DOUBLINGS = 20;
  private static final int GROUPS_OF_A_NETWORK = 4;

  static Guess of(String kind, int free, String... about) {
    String whole = kind + '\n' + String.join("\n", about);
    return new Guess(Sha256.hex(whole), free);
  }

  /** The time until the next guess is looked at; zero when it is now. */
  Duration waitAt(Instant now, int failures, Instant lastAt) {
    if (failures < free || !now.isBefore(lastAt.plus(FORGOTTEN_AFTER))) {
      return Duration.ZERO;
    }
    Duration wait = FIRST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - free));
    Instant until = lastAt.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
  }

  /** One subscriber of IPv6 has a whole /64. */
  static String network(String address) {
    int end = -1;
    for (int group = 0; group < GROUPS_OF_A_NETWORK; group++) {
      end = address.indexOf(':', end + 1);
      if (end < 0) {
        return address;
      }
    }
    return address.substring(0, end);
  }
}
