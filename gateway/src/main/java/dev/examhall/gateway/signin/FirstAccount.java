package dev.examhall.gateway.signin;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.gateway.GatewayProperties;
import dev.examhall.identity.Role;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes the first account, when there is none, from the file that {@code
 * EXAMHALL_FIRST_ACCOUNT_FILE} names: there is no default password. Runs after the migrations, on
 * their connection.
 */
@Component
class FirstAccount implements Callback {

  private static final Logger log = LoggerFactory.getLogger(FirstAccount.class);
  private static final String VARIABLE = "EXAMHALL_FIRST_ACCOUNT_FILE";

  private final @Nullable Path file;
  private final Passwords passwords;

  FirstAccount(GatewayProperties properties, Passwords passwords) {
    this.file = properties.firstAccountFile();
    this.passwords = passwords;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public String getCallbackName() {
    return "first account";
  }

  @Override
  public void handle(Event event, Context context) {
    Connection connection = context.getConnection();
    try {
      if (hasAccounts(connection)) {
        return;
      }
      if (file == null || !Files.exists(file)) {
        log.warn(
            "There is no account, so nobody can sign in. Set {} to a file with username=, password="
                + " and roles=, and start again.",
            VARIABLE);
        return;
      }
      insert(connection, read(file));
    } catch (SQLException e) {
      throw new IllegalStateException("The first account can't be stored", e);
    }
  }

  private static boolean hasAccounts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM account)")) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private void insert(Connection connection, Given given) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            INSERT INTO account (id, username, display_name, password_hash, roles)
            VALUES (?, ?, ?, ?, ?) ON CONFLICT (username) DO NOTHING
            """)) {
      statement.setObject(1, UuidCreator.getTimeOrderedEpoch());
      statement.setString(2, given.username().value());
      statement.setString(3, given.name());
      statement.setString(4, passwords.hash(given.password()));
      statement.setArray(
          5,
          connection.createArrayOf(
              "text", given.roles().stream().map(Enum::name).toArray(String[]::new)));
      statement.executeUpdate();
    }
    log.info("The first account is made, with the roles {}", given.roles());
  }

  private static Given read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new IllegalStateException(VARIABLE + ": the file " + file + " can't be read", e);
    }
    Username username = Username.of(properties.getProperty("username", ""));
    String password = properties.getProperty("password", "");
    if (!username.usable()) {
      throw new IllegalStateException(
          "%s: username= in %s is missing or longer than %d characters"
              .formatted(VARIABLE, file, Username.LONGEST));
    }
    if (password.length() < Passwords.SHORTEST) {
      throw new IllegalStateException(
          "%s: password= in %s needs %d characters or more"
              .formatted(VARIABLE, file, Passwords.SHORTEST));
    }
    return new Given(
        username,
        properties.getProperty("name", username.value()).strip(),
        password,
        roles(properties.getProperty("roles", ""), file));
  }

  private static Set<Role> roles(String names, Path file) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names.split(",", -1)) {
      if (name.isBlank()) {
        continue;
      }
      try {
        roles.add(Role.valueOf(name.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(
            "%s: roles= in %s names '%s'; there are %s"
                .formatted(VARIABLE, file, name.strip(), EnumSet.allOf(Role.class)),
            e);
      }
    }
    if (roles.isEmpty()) {
      throw new IllegalStateException(
          "%s: roles= in %s names no role; there are %s"
              .formatted(VARIABLE, file, EnumSet.allOf(Role.class)));
    }
    return roles;
  }

  private record Given(Username username, String name, String password, Set<Role> roles) {}
}
