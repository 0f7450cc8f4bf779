package dev.examhall.activitylog.rights;

import dev.examhall.events.activitylog.v1.ActivityRecorded.Actor;
import dev.examhall.identity.Caller;

/** Callers as the log names them. */
public final class Callers {

  private Callers() {}

  /** Who it was. */
  public static Actor actor(Caller caller) {
    return switch (caller) {
      case Caller.Person person -> new Actor("person", person.id(), person.name());
      case Caller.Service service -> new Actor("service", service.id(), null);
      case Caller.Visitor ignored -> new Actor("visitor", "visitor", null);
    };
  }
}
