package dev.examhall.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What is counted for one attempt. One address guessing one name is slowed down first; a name that
 * many addresses guess, and an address that guesses many names, have more room, so that nobody can
 * easily lock a colleague or a whole school out.
 */
record Attempt(String pair, String account, String address) {

  private static final int FREE_FOR_PAIR = 5;
  private static final int FREE_FOR_ACCOUNT = 30;
  private static final int FREE_FOR_ADDRESS = 60;

  static Attempt of(Username username, String address) {
    return new Attempt(
        "pair:" + hash(username.value() + '\n' + address),
        "account:" + hash(username.value()),
        "address:" + hash(address));
  }

  /** In the order in which rows are locked. */
  List<String> subjects() {
    return List.of(account, address, pair);
  }

  static int freeFor(String subject) {
    return switch (subject.substring(0, subject.indexOf(':'))) {
      case "pair" -> FREE_FOR_PAIR;
      case "account" -> FREE_FOR_ACCOUNT;
      default -> FREE_FOR_ADDRESS;
    };
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
