package dev.examhall.gateway.route;

import static dev.examhall.gateway.route.Backend.ACTIVITY_LOG;
import static dev.examhall.gateway.route.Backend.ASSET;
import static dev.examhall.gateway.route.Backend.EXAM_RENDER;
import static dev.examhall.gateway.route.Backend.EXAM_RENDER_TEACHER;
import static dev.examhall.gateway.route.Backend.MONITORING;
import static dev.examhall.identity.Role.HEAD_TEACHER;
import static dev.examhall.identity.Role.OPERATOR;
import static dev.examhall.identity.Role.PROCTOR;
import static dev.examhall.identity.Role.TEACHER;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.HEAD;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.examhall.identity.Role;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The one place that says what the outside can reach. The first row that fits decides; what no row
 * names does not exist. Left out on purpose: every service's {@code /actuator}, {@code
 * /v3/api-docs}, the cache's API, and the media and page APIs that services use among themselves.
 */
final class RouteTable {

  /** Routes with a bound of their own, by address. */
  static final String BROWSER_ERRORS = "browser-errors";

  static final String RESUME_CODES = "resume-codes";

  private static final Set<HttpMethod> READ = Set.of(GET, HEAD);
  private static final Set<HttpMethod> FORM = Set.of(GET, HEAD, POST);
  private static final Set<HttpMethod> ALL = Set.of(GET, HEAD, POST, PUT, PATCH, DELETE);

  private static final Access EVERYONE = new Access.Everyone();
  private static final Access TEACHERS = people(TEACHER, HEAD_TEACHER);
  private static final Access STAFF = people(TEACHER, HEAD_TEACHER, PROCTOR, OPERATOR);
  private static final Access SUPERVISION = people(TEACHER, HEAD_TEACHER, PROCTOR);
  private static final Access OPERATORS = people(OPERATOR);

  private static final String ANSWERS_SAFE =
      "Answers that were shown as saved are stored. Answers that were not saved yet stay in this"
          + " browser and are sent as soon as the exam is back. Keep this tab open.";
  private static final String NOTHING_LOST = "Nothing that was stored before is lost.";

  static final List<Route> ROUTES =
      List.of(
          // students and everybody
          to(EXAM_RENDER, "home", READ, EVERYONE, "/").build(),
          to(EXAM_RENDER, "start", FORM, EVERYONE, "/start").build(),
          to(EXAM_RENDER, "resume", READ, EVERYONE, "/resume").safe(ANSWERS_SAFE).build(),
          to(EXAM_RENDER, RESUME_CODES, Set.of(POST), EVERYONE, "/resume")
              .safe(ANSWERS_SAFE)
              .build(),
          to(EXAM_RENDER, "session-pages", FORM, EVERYONE, "/sessions/**")
              .safe(ANSWERS_SAFE)
              .build(),
          to(EXAM_RENDER, "session-list-api", READ, SUPERVISION, "/api/v1/sessions").last().build(),
          to(
                  EXAM_RENDER,
                  "session-answers-api",
                  Set.of(PUT),
                  EVERYONE,
                  "/api/v1/sessions/{session}/answers/{number}",
                  "/api/v1/sessions/{session}/position")
              .safe(ANSWERS_SAFE)
              .first()
              .build(),
          to(
                  EXAM_RENDER,
                  "live-board-api",
                  Set.of(GET, HEAD, POST),
                  STAFF,
                  "/api/v1/sessions/live/**")
              .build(),
          to(EXAM_RENDER, "session-details-api", READ, STAFF, "/api/v1/sessions/{session}/details")
              .build(),
          to(
                  EXAM_RENDER,
                  "session-variants-api",
                  Set.of(POST),
                  TEACHERS,
                  "/api/v1/sessions/{session}/variants/**")
              .build(),
          to(
                  EXAM_RENDER,
                  "session-time-api",
                  Set.of(GET, HEAD, POST),
                  STAFF,
                  "/api/v1/sessions/{session}/time-changes")
              .build(),
          to(
                  EXAM_RENDER,
                  "session-submission-api",
                  FORM,
                  EVERYONE,
                  "/api/v1/sessions/{session}/submission")
              .safe(ANSWERS_SAFE)
              .first()
              .build(),
          to(EXAM_RENDER, "session-api", ALL, EVERYONE, "/api/v1/sessions/{session}/**")
              .safe(ANSWERS_SAFE)
              .first()
              .build(),
          to(ASSET, "assets", READ, EVERYONE, "/assets/**").forgettingPerson().build(),
          to(ASSET, "media", READ, EVERYONE, "/media/**").forgettingPerson().build(),
          to(MONITORING, "status", READ, EVERYONE, "/status", "/api/health")
              .forgettingPerson()
              .build(),
          to(MONITORING, BROWSER_ERRORS, Set.of(POST), EVERYONE, "/api/v1/browser-errors")
              .forgettingPerson()
              .build(),

          // teachers
          to(EXAM_RENDER, "teacher-sessions", FORM, SUPERVISION, "/teacher/sessions/**").build(),
          to(EXAM_RENDER, "live-board", FORM, STAFF, "/teacher/live/**").build(),
          to(
                  EXAM_RENDER,
                  "exam-forms",
                  Set.of(POST),
                  TEACHERS,
                  "/teacher/exams",
                  "/teacher/exams/{exam}/booklet",
                  "/teacher/exams/{exam}/tracks")
              .upload()
              .build(),
          to(EXAM_RENDER, "teacher-pages", FORM, TEACHERS, "/teacher/**").build(),
          to(
                  EXAM_RENDER,
                  "exam-uploads",
                  Set.of(PUT, POST),
                  TEACHERS,
                  "/api/v1/exams/{exam}/booklet",
                  "/api/v1/exams/{exam}/tracks")
              .upload()
              .build(),
          to(EXAM_RENDER, "exam-time-api", Set.of(POST), STAFF, "/api/v1/exams/{exam}/time-changes")
              .build(),
          to(EXAM_RENDER, "exams-read-api", READ, STAFF, "/api/v1/exams/**").build(),
          to(EXAM_RENDER, "exams-api", ALL, TEACHERS, "/api/v1/exams/**").build(),
          to(EXAM_RENDER, "grading-api", ALL, TEACHERS, "/api/v1/grading/**").build(),
          to(EXAM_RENDER, "results-api", READ, TEACHERS, "/api/v1/results/**").last().build(),
          to(EXAM_RENDER, "placement-api", ALL, TEACHERS, "/api/v1/placement/**").build(),
          to(
                  EXAM_RENDER,
                  "templates-api",
                  ALL,
                  people(TEACHER, HEAD_TEACHER, OPERATOR),
                  "/api/v1/templates/**")
              .build(),
          // The log itself refuses who may not read it: a refusal is an event there.
          to(ACTIVITY_LOG, "activity-pages", FORM, STAFF, "/activities/**").last().build(),
          to(ACTIVITY_LOG, "activities-api", ALL, STAFF, "/api/v1/activities/**").last().build(),
          to(ACTIVITY_LOG, "people-api", ALL, STAFF, "/api/v1/people/**").last().build(),

          // operators
          to(MONITORING, "operations-pages", FORM, OPERATORS, "/ops/**").build(),
          to(
                  MONITORING,
                  "operations-api",
                  ALL,
                  OPERATORS,
                  "/api/v1/health/**",
                  "/api/v1/errors/**",
                  "/api/v1/alerts/**",
                  "/api/v1/maintenance-windows/**")
              .build());

  private RouteTable() {}

  /** The route of a request; empty when there is none. */
  static Optional<Route> find(HttpMethod method, PathContainer path) {
    for (Route route : ROUTES) {
      if (route.methods().contains(method) && route.matchesPath(path)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }

  /** All methods that any route takes at a path; empty when the path does not exist. */
  static Set<HttpMethod> methodsAt(PathContainer path) {
    Set<HttpMethod> methods = new HashSet<>();
    ROUTES.stream()
        .filter(route -> route.matchesPath(path))
        .forEach(route -> methods.addAll(route.methods()));
    return methods;
  }

  private static Access people(Role first, Role... others) {
    return new Access.People(EnumSet.of(first, others));
  }

  private static Row to(
      Backend backend, String id, Set<HttpMethod> methods, Access access, String... paths) {
    List<PathPattern> patterns =
        Stream.of(paths).map(PathPatternParser.defaultInstance::parse).toList();
    return new Row(
        new Route(
            id, backend, methods, patterns, access, true, false, Priority.VIEW, NOTHING_LOST));
  }

  private record Row(Route route) {

    Row forgettingPerson() {
      return with(false, route.upload(), route.priority(), route.safe());
    }

    Row upload() {
      return with(route.relaysPerson(), true, route.priority(), route.safe());
    }

    /** See {@link Priority#SAVE}. */
    Row first() {
      return with(route.relaysPerson(), route.upload(), Priority.SAVE, route.safe());
    }

    /** See {@link Priority#BACKGROUND}. */
    Row last() {
      return with(route.relaysPerson(), route.upload(), Priority.BACKGROUND, route.safe());
    }

    Row safe(String text) {
      return with(route.relaysPerson(), route.upload(), route.priority(), text);
    }

    private Row with(
        boolean relaysPerson, boolean upload, Priority priority, @Nullable String safe) {
      return new Row(
          new Route(
              route.id(),
              route.backend(),
              route.methods(),
              route.paths(),
              route.access(),
              relaysPerson,
              upload,
              priority,
              safe));
    }

    /** What only people who are signed in may ask of the exam service goes to their instances. */
    Route build() {
      return route.backend() == EXAM_RENDER && route.access() instanceof Access.People
          ? at(EXAM_RENDER_TEACHER)
          : route;
    }

    private Route at(Backend backend) {
      return new Route(
          route.id(),
          backend,
          route.methods(),
          route.paths(),
          route.access(),
          route.relaysPerson(),
          route.upload(),
          route.priority(),
          route.safe());
    }
  }
}
