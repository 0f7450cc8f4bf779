package dev.examhall.gateway.signin;

import dev.examhall.identity.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where somebody goes after signing in. */
public final class StartPage {

  private StartPage() {}

  /** Where they wanted to go, if that is here; else the first page of their role. */
  public static String of(@Nullable String next, Set<Role> roles) {
    return LocalPath.of(next).orElseGet(() -> of(roles));
  }

  private static String of(Set<Role> roles) {
    if (roles.contains(Role.TEACHER) || roles.contains(Role.HEAD_TEACHER)) {
      return "/teacher/dashboard";
    }
    return roles.contains(Role.PROCTOR) ? "/teacher/live" : "/status";
  }
}
