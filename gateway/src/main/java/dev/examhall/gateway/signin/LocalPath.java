package dev.examhall.gateway.signin;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place on this host to go on to. Anything that a browser could take for another host is none.
 */
final class LocalPath {

  private static final int LONGEST = 1000;

  private LocalPath() {}

  static Optional<String> of(@Nullable String next) {
    if (next == null
        || next.length() > LONGEST
        || !next.startsWith("/")
        || next.startsWith("//")
        || next.indexOf('\\') >= 0
        || next.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(next);
      boolean local = uri.getScheme() == null && uri.getRawAuthority() == null;
      boolean loops = uri.getPath().startsWith("/sign-");
      return local && !loops ? Optional.of(next) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
