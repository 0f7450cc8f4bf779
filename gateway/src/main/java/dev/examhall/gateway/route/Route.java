package dev.examhall.gateway.route;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * One row of the table: these requests go to this service, for these callers.
 *
 * @param id the name in logs, metrics and of its circuit breaker
 * @param relaysPerson whether the service is told who is signed in; where not, the caller's session
 *     is not even looked at
 * @param upload whether bodies are large and answers may take minutes
 * @param priority what goes first when the service has too much to do
 * @param safe what is safe while the service is gone, for the fallback page
 */
record Route(
    String id,
    Backend backend,
    Set<HttpMethod> methods,
    List<PathPattern> paths,
    Access access,
    boolean relaysPerson,
    boolean upload,
    Priority priority,
    @Nullable String safe) {

  boolean matchesPath(PathContainer path) {
    for (PathPattern pattern : paths) {
      if (pattern.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
