package dev.examhall.identity;

import java.util.Set;

/**
 * Who called, as proved by the request's token. Take it in a controller with
 * {@code @AuthenticationPrincipal Caller caller}.
 */
public sealed interface Caller {

  /** The authority of every {@link Service}: {@code hasRole("SERVICE")}. */
  String SERVICE = "SERVICE";

  /** The authority of every {@link Visitor}: {@code hasRole("VISITOR")}. */
  String VISITOR = "VISITOR";

  /**
   * Somebody who signed in at the gateway.
   *
   * @param id the account's id (a UUID)
   * @param name the name to show
   * @param roles all roles of the account
   */
  record Person(String id, String name, Set<Role> roles) implements Caller {
    public Person {
      roles = Set.copyOf(roles);
    }

    /** Whether the person has the role. */
    public boolean is(Role role) {
      return roles.contains(role);
    }
  }

  /**
   * Another service, on its own behalf.
   *
   * @param id the service's id, such as {@code monitoring-service}
   */
  record Service(String id) implements Caller {}

  /** Somebody who came through the gateway without signing in: a student, or anybody at all. */
  record Visitor() implements Caller {}
}
