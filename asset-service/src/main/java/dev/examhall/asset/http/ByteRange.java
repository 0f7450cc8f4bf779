package dev.examhall.asset.http;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} header asks for (RFC 9110, section 14). */
public sealed interface ByteRange {

  /** The whole file: nothing, several ranges, or something that cannot be read was asked for. */
  record Whole() implements ByteRange {}

  /**
   * One stretch.
   *
   * @param first byte, from 0
   * @param last byte, included
   */
  record Part(long first, long last) implements ByteRange {
    public long length() {
      return last - first + 1;
    }
  }

  /** Nothing of the file is in the range: 416. */
  record Unsatisfiable() implements ByteRange {}

  /** One range; digits are limited so that they fit a {@code long}. */
  Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*", Pattern.CASE_INSENSITIVE);

  /**
   * Reads the headers of a GET.
   *
   * @param range values of {@code Range}
   * @param ifRange value of {@code If-Range}: a date never matches, since no file has one
   * @param etag the file's strong tag, with its quotes
   * @param length of the file, in bytes
   */
  static ByteRange of(List<String> range, @Nullable String ifRange, String etag, long length) {
    if (range.size() != 1 || (ifRange != null && !ifRange.strip().equals(etag))) {
      return new Whole();
    }
    Matcher matcher = ONE.matcher(range.getFirst());
    if (!matcher.matches()) {
      return new Whole();
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty() && to.isEmpty()) {
      return new Whole();
    }
    if (from.isEmpty()) {
      long suffix = Math.min(Long.parseLong(to), length);
      return suffix == 0 ? new Unsatisfiable() : new Part(length - suffix, length - 1);
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : Long.parseLong(to);
    if (last < first) {
      return new Whole();
    }
    return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
  }
}
