package dev.examhall.gateway.signin;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.identity.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Accounts in PostgreSQL. */
@Repository
class AccountRepository {

  private final DatabaseClient database;

  AccountRepository(DatabaseClient database) {
    this.database = database;
  }

  /** The account of a name, if there is one that may sign in. */
  Mono<Account> find(Username username) {
    return database
        .sql(
            """
            SELECT id, display_name, password_hash, roles FROM account
            WHERE username = :username AND NOT disabled AND password_hash IS NOT NULL
            """)
        .bind("username", username.value())
        .map(
            row ->
                new Account(
                    Objects.requireNonNull(row.get("id", UUID.class)),
                    Objects.requireNonNull(row.get("display_name", String.class)),
                    Objects.requireNonNull(row.get("password_hash", String.class)),
                    roles(Objects.requireNonNull(row.get("roles", String[].class)))))
        .one();
  }

  /** Notes the sign-in; joins the caller's transaction. */
  Mono<Void> signedIn(UUID accountId) {
    return database
        .sql("UPDATE account SET last_sign_in_at = now() WHERE id = :id")
        .bind("id", accountId)
        .then();
  }

  /**
   * The account of whom an organisation vouches for, made or brought up to date; empty when it is
   * disabled. Joins the caller's transaction.
   */
  Mono<UUID> ofOrganisation(String issuer, String subject, String name, Set<Role> roles) {
    UUID fresh = UuidCreator.getTimeOrderedEpoch();
    return database
        .sql(
            """
            INSERT INTO account (id, username, display_name, roles, issuer, subject, last_sign_in_at)
            VALUES (:id, :username, :name, :roles, :issuer, :subject, now())
            ON CONFLICT (issuer, subject) WHERE subject IS NOT NULL
            DO UPDATE SET display_name = EXCLUDED.display_name, roles = EXCLUDED.roles,
                          last_sign_in_at = now()
                WHERE NOT account.disabled
            RETURNING id
            """)
        .bind("id", fresh)
        // not for typing: whoever has no password here is found by issuer and subject alone
        .bind("username", "organisation-" + fresh)
        .bind("name", name)
        .bind("roles", roles.stream().map(Enum::name).sorted().toArray(String[]::new))
        .bind("issuer", issuer)
        .bind("subject", subject)
        .map(row -> Objects.requireNonNull(row.get("id", UUID.class)))
        .one();
  }

  private static Set<Role> roles(String[] names) {
    List<String> known = Arrays.asList(names);
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (Role role : Role.values()) {
      if (known.contains(role.name())) {
        roles.add(role);
      }
    }
    return roles;
  }
}
