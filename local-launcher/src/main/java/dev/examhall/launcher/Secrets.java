package dev.examhall.launcher;

import dev.examhall.embedded.OwnerOnly;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Properties;
import java.util.random.RandomGenerator;

/** Random secrets, made once for a data folder, in files that nobody else may read. */
final class Secrets {

  static final String FIRST_USERNAME = "teacher";

  /** No letters that look like others: people type these. */
  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

  private static final String INTERNAL = "internal-secret";
  private static final String POSTGRES = "postgres-superuser-password";
  private static final String REDIS = "redis-password";

  private final Properties suite;
  private final Properties firstAccount;
  private final boolean fresh;

  private Secrets(Properties suite, Properties firstAccount, boolean fresh) {
    this.suite = suite;
    this.firstAccount = firstAccount;
    this.fresh = fresh;
  }

  /**
   * Reads the folder's secrets, and makes those that are missing.
   *
   * @param random must be unpredictable
   * @throws LauncherException if the folder has a database whose secrets are gone
   */
  static Secrets of(DataFolder folder, RandomGenerator random) {
    boolean fresh = !Files.exists(folder.secrets());
    if (fresh && Files.exists(folder.postgres().resolve("cluster"))) {
      throw new LauncherException(
          "The data folder has a database but its secrets are gone: bring "
              + folder.secrets()
              + " back, or choose another folder with --data");
    }
    // The account first: the suite's file says that the folder is complete.
    Properties account = read(folder.firstAccount());
    if (account.isEmpty()) {
      account.setProperty("username", FIRST_USERNAME);
      account.setProperty("password", forPeople(random));
      account.setProperty("roles", "TEACHER,OPERATOR");
      write(folder.firstAccount(), account);
    }
    Properties suite = read(folder.secrets());
    boolean changed = false;
    changed |= ensure(suite, INTERNAL, random);
    changed |= ensure(suite, POSTGRES, random);
    changed |= ensure(suite, REDIS, random);
    for (Service service : Service.values()) {
      if (service.database().isPresent()) {
        changed |= ensure(suite, databaseKey(service), random);
      }
    }
    if (changed) {
      write(folder.secrets(), suite);
    }
    return new Secrets(suite, account, fresh);
  }

  /** Whether they were made now: nobody has seen the sign-in yet. */
  boolean areFresh() {
    return fresh;
  }

  /** For HS256 between services: 32 bytes, base64url. */
  String internal() {
    return suite.getProperty(INTERNAL);
  }

  String postgresSuperuser() {
    return suite.getProperty(POSTGRES);
  }

  String redis() {
    return suite.getProperty(REDIS);
  }

  String database(Service service) {
    return suite.getProperty(databaseKey(service));
  }

  String firstUsername() {
    return firstAccount.getProperty("username");
  }

  String firstPassword() {
    return firstAccount.getProperty("password");
  }

  private static String databaseKey(Service service) {
    return "database-password." + service.database().orElseThrow();
  }

  private static boolean ensure(Properties properties, String key, RandomGenerator random) {
    if (properties.containsKey(key)) {
      return false;
    }
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    properties.setProperty(key, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    return true;
  }

  /** Sixteen letters of 31: 79 bits. */
  private static String forPeople(RandomGenerator random) {
    StringBuilder password = new StringBuilder();
    for (int position = 0; position < 16; position++) {
      if (position > 0 && position % 4 == 0) {
        password.append('-');
      }
      password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return password.toString();
  }

  private static Properties read(Path file) {
    Properties properties = new Properties();
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException e) {
        throw new LauncherException("Cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return properties;
  }

  private static void write(Path file, Properties properties) {
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
      OwnerOnly.write(file, text.toString());
    } catch (IOException e) {
      throw new LauncherException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
