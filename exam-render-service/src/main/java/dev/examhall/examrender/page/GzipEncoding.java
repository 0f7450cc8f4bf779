package dev.examhall.examrender.page;

import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;

/** Whether a client takes {@code gzip}, by its {@code Accept-Encoding} (RFC 9110, 12.5.3). */
final class GzipEncoding {

  private GzipEncoding() {}

  static boolean isAccepted(HttpHeaders request) {
    Boolean any = null;
    for (String line : request.getOrDefault(HttpHeaders.ACCEPT_ENCODING, List.of())) {
      for (String item : line.split(",", -1)) {
        String[] parts = item.split(";", -1);
        String coding = parts[0].strip().toLowerCase(Locale.ROOT);
        if (coding.equals("gzip") || coding.equals("x-gzip")) {
          return isWanted(parts);
        }
        if (coding.equals("*")) {
          any = isWanted(parts);
        }
      }
    }
    return any != null && any;
  }

  /** A weight that cannot be read is no reason to refuse. */
  private static boolean isWanted(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip()) > 0;
        } catch (NumberFormatException unreadable) {
          return true;
        }
      }
    }
    return true;
  }
}
