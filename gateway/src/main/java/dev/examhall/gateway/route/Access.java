package dev.examhall.gateway.route;

import dev.examhall.identity.Role;
import java.util.Set;

/** Who may take a route. */
sealed interface Access {

  /** Everybody: students prove themselves to the service, by their own token. */
  record Everyone() implements Access {}

  /** Signed-in people with at least one of the roles. */
  record People(Set<Role> roles) implements Access {
    public People {
      roles = Set.copyOf(roles);
    }
  }
}
