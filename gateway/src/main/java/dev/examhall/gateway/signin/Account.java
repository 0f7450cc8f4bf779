package dev.examhall.gateway.signin;

import dev.examhall.identity.Role;
import java.util.Set;
import java.util.UUID;

/** Somebody who can sign in. */
record Account(UUID id, String displayName, String passwordHash, Set<Role> roles) {

  Account {
    roles = Set.copyOf(roles);
  }

  @Override
  public String toString() {
    return "Account[" + id + "]";
  }
}
