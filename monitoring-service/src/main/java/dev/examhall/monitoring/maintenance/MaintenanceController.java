package dev.examhall.monitoring.maintenance;

import dev.examhall.identity.Caller;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** Maintenance windows, for operators. */
@RestController
@RequestMapping("/api/v1/maintenance-windows")
final class MaintenanceController {

  private static final Duration LONGEST = Duration.ofDays(31);

  private final Maintenance maintenance;

  MaintenanceController(Maintenance maintenance) {
    this.maintenance = maintenance;
  }

  /**
   * @param subjects services or infrastructure; everything when left out
   * @param from now when left out
   */
  record Plan(
      @Nullable @Size(max = 100) Set<@NotBlank @Size(max = 100) String> subjects,
      @Nullable Instant from,
      @NotNull Instant until,
      @NotBlank @Size(max = 500) String reason) {

    @AssertTrue(message = "until must be after from, by 31 days at most")
    boolean isInOrder() {
      Instant begin = from == null ? Instant.now() : from;
      return until == null || (until.isAfter(begin) && !until.isAfter(begin.plus(LONGEST)));
    }
  }

  @GetMapping
  List<MaintenanceWindow> notOver() {
    return maintenance.windows();
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Mono<MaintenanceWindow> plan(
      @Valid @RequestBody Plan plan, @AuthenticationPrincipal Caller caller) {
    return maintenance.plan(
        plan.subjects() == null ? Set.of() : plan.subjects(),
        plan.from() == null ? Instant.now() : plan.from(),
        plan.until(),
        plan.reason(),
        caller instanceof Caller.Person person ? person.name() : "service");
  }

  @DeleteMapping("/{id}")
  Mono<ResponseEntity<Void>> end(@PathVariable UUID id) {
    return maintenance
        .end(id)
        .flatMap(
            ended ->
                ended
                    ? Mono.just(ResponseEntity.noContent().<Void>build())
                    : Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND)));
  }
}
