package dev.examhall.gateway.signin;

import java.text.Normalizer;
import java.util.Locale;

/** A name as it is stored and compared: without surrounding blanks, in lower case. */
record Username(String value) {

  static final int LONGEST = 100;

  static Username of(String typed) {
    String normal = Normalizer.normalize(typed, Normalizer.Form.NFKC).strip();
    return new Username(normal.toLowerCase(Locale.ROOT));
  }

  boolean usable() {
    return !value.isEmpty() && value.length() <= LONGEST && value.indexOf('\0') < 0;
  }
}
