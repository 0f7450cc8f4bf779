package dev.examhall.asset.bundle;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an encoding as RFC 9110, section 12.5.3 has it: the highest weight wins, and the server's
 * order among equal weights. Identity is acceptable unless it is refused, and comes last unless it
 * is asked for.
 */
final class AcceptEncoding {
  private static final double REFUSED = 0;

  /** Below every weight that a client can give (they have three decimals). */
  private static final double IDENTITY_IF_NOT_NAMED = 0.0001;

  private AcceptEncoding() {}

  /**
   * Chooses one of the available encodings.
   *
   * @param header value of {@code Accept-Encoding}; null if the request has none, which gets
   *     identity
   * @return empty if the client refuses all of them
   */
  static Optional<ContentEncoding> choose(
      @Nullable String header, Collection<ContentEncoding> available) {
    if (header == null || header.isBlank()) {
      return Optional.of(ContentEncoding.IDENTITY);
    }
    double[] weights = weights(header);
    ContentEncoding best = null;
    double bestWeight = REFUSED;
    for (ContentEncoding encoding : ContentEncoding.values()) {
      double weight = weights[encoding.ordinal()];
      if (weight > bestWeight && available.contains(encoding)) {
        best = encoding;
        bestWeight = weight;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Weights by ordinal of the encoding. */
  private static double[] weights(String header) {
    ContentEncoding[] all = ContentEncoding.values();
    double[] weights = new double[all.length];
    boolean[] named = new boolean[all.length];
    double others = -1;
    for (String item : header.split(",", -1)) {
      int semicolon = item.indexOf(';');
      String token =
          (semicolon < 0 ? item : item.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
      double weight = semicolon < 0 ? 1 : weight(item.substring(semicolon + 1));
      if (token.equals("*")) {
        others = weight;
        continue;
      }
      for (ContentEncoding encoding : all) {
        if (token.equals(encoding.token())
            || (encoding == ContentEncoding.GZIP && token.equals("x-gzip"))) {
          weights[encoding.ordinal()] = weight;
          named[encoding.ordinal()] = true;
        }
      }
    }
    for (ContentEncoding encoding : all) {
      if (named[encoding.ordinal()]) {
        continue;
      }
      boolean identity = encoding == ContentEncoding.IDENTITY;
      if (others == REFUSED || (!identity && others < 0)) {
        weights[encoding.ordinal()] = REFUSED;
      } else {
        weights[encoding.ordinal()] = identity ? IDENTITY_IF_NOT_NAMED : others;
      }
    }
    return weights;
  }

  /** The value of {@code q}; a weight that cannot be read refuses the encoding. */
  private static double weight(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      String text = parameter.strip();
      if (text.length() > 2
          && (text.charAt(0) == 'q' || text.charAt(0) == 'Q')
          && text.charAt(1) == '=') {
        return parse(text.substring(2).strip());
      }
    }
    return 1;
  }

  private static double parse(String text) {
    boolean readable =
        !text.isEmpty()
            && text.length() <= 5
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')
            && text.chars().filter(c -> c == '.').count() <= 1
            && !text.equals(".");
    double weight = readable ? Double.parseDouble(text) : REFUSED;
    return weight <= 1 ? weight : REFUSED;
  }
}
