package dev.examhall.asset.bundle;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an encoding as RFC 9110, section 12.5.3 has it: the highest weight wins, and the server's
 * order among equal weights. Identity is acceptable unless it is refused, and comes last unless it
 * is asked for.
 */
final class AcceptEncoding {
  private static final ContentEncoding[] ALL = ContentEncoding.values();
  private static final double REFUSED = 0;

  /** Below every weight that a client can give (they have three decimals). */
  private static final double IDENTITY_IF_NOT_NAMED = 0.0001;

  /** By ordinal of the encoding. */
  private final double[] weights;

  private AcceptEncoding(double[] weights) {
    this.weights = weights;
  }

  /**
   * Reads a header.
   *
   * @param header value of {@code Accept-Encoding}, several joined by commas; null if the request
   *     has none, which gets identity
   */
  static AcceptEncoding of(@Nullable String header) {
    return new AcceptEncoding(weights(header == null || header.isBlank() ? "identity" : header));
  }

  /**
   * Chooses one of the available encodings.
   *
   * @return null if the client refuses all of them
   */
  @Nullable ContentEncoding choose(Collection<ContentEncoding> available) {
    ContentEncoding best = null;
    double bestWeight = REFUSED;
    for (ContentEncoding encoding : ALL) {
      double weight = weights[encoding.ordinal()];
      if (weight > bestWeight && available.contains(encoding)) {
        best = encoding;
        bestWeight = weight;
      }
    }
    return best;
  }

  private static double[] weights(String header) {
    double[] weights = new double[ALL.length];
    boolean[] named = new boolean[ALL.length];
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
      for (ContentEncoding encoding : ALL) {
        if (token.equals(encoding.token())
            || (encoding == ContentEncoding.GZIP && token.equals("x-gzip"))) {
          weights[encoding.ordinal()] = weight;
          named[encoding.ordinal()] = true;
        }
      }
    }
    for (ContentEncoding encoding : ALL) {
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
