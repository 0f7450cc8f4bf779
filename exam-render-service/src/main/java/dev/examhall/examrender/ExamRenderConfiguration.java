package dev.examhall.examrender;

import dev.examhall.identity.Caller;
import dev.examhall.identity.IdentitySecurity;
import dev.examhall.identity.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** The service's clock, and who may call what. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableWebFluxSecurity
class ExamRenderConfiguration {

  private static final String[] ANYBODY = {
    Caller.VISITOR,
    Role.TEACHER.name(),
    Role.HEAD_TEACHER.name(),
    Role.PROCTOR.name(),
    Role.OPERATOR.name()
  };
  private static final String[] TEACHERS = {
    Role.TEACHER.name(), Role.HEAD_TEACHER.name(), Role.OPERATOR.name()
  };

  private static final String[] SUPERVISORS = {
    Role.TEACHER.name(), Role.HEAD_TEACHER.name(), Role.PROCTOR.name(), Role.OPERATOR.name()
  };

  /** Microseconds, as PostgreSQL keeps them: what is acknowledged equals what is stored. */
  @Bean
  Clock clock() {
    return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
  }

  @Bean
  SecurityWebFilterChain security(ServerHttpSecurity http, IdentitySecurity identity) {
    return identity.chain(
        http,
        rules ->
            rules
                .pathMatchers(HttpMethod.GET, "/")
                .hasAnyRole(ANYBODY)
                .pathMatchers(
                    "/api/v1/sessions/*/time-changes",
                    "/api/v1/exams/*/time-changes",
                    "/api/v1/sessions/live/**",
                    "/api/v1/sessions/*/details",
                    "/teacher/live/**",
                    "/teacher/sessions",
                    "/teacher/sessions/*",
                    "/teacher/sessions/*/time-changes",
                    "/teacher/sessions/*/resume-code")
                .hasAnyRole(SUPERVISORS)
                .pathMatchers(
                    "/api/v1/sessions/*/variants/**", "/api/v1/grading/**", "/api/v1/results/**")
                .hasAnyRole(TEACHERS)
                .pathMatchers("/start", "/resume", "/sessions/**", "/api/v1/sessions/**")
                .hasAnyRole(ANYBODY)
                .pathMatchers(
                    "/teacher/**",
                    "/api/v1/exams/**",
                    "/api/v1/placement/**",
                    "/api/v1/templates/**")
                .hasAnyRole(TEACHERS));
  }
}
