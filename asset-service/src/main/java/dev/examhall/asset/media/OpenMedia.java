package dev.examhall.asset.media;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a file for somebody with a cookie, if one of the cookie's exams has it. Blocks. */
final class OpenMedia {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.([a-z0-9]{3})");

  private final MediaStore store;
  private final MediaLinks links;
  private final MediaCookie cookie;

  OpenMedia(MediaStore store, MediaLinks links, MediaCookie cookie) {
    this.store = store;
    this.links = links;
    this.cookie = cookie;
  }

  /**
   * The file; empty alike if there is none and if the cookie does not open it.
   *
   * @param name {@code <hash>.<extension>}
   */
  Optional<StoredMedia> open(String name, @Nullable String cookieValue) throws IOException {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Set<UUID> exams = cookie.exams(cookieValue);
    for (UUID exam : exams) {
      if (links.linked(exam, matcher.group(1))) {
        return store
            .find(matcher.group(1))
            .filter(media -> media.extension().equals(matcher.group(2)));
      }
    }
    return Optional.empty();
  }
}
