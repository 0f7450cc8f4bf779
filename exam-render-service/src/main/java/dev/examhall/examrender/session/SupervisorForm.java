package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.session.TimeChangeController.TimeChangeInput;
import dev.examhall.identity.Caller;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Mono;

/**
 * Changes of clocks that come as a form: {@code sessions}, {@code kind}, {@code minutes}, {@code
 * reason}.
 */
@Component
public class SupervisorForm {

  private static final int MOST_MINUTES = 180;
  private final ChangeTime changeTime;

  SupervisorForm(ChangeTime changeTime) {
    this.changeTime = changeTime;
  }

  /**
   * What became of a form.
   *
   * @param problem key of a text that says what is wrong with it; null if it was carried out
   * @param refused why sessions stayed as they were
   * @param reason as typed
   */
  public record Done(@Nullable String problem, int changed, List<String> refused, String reason) {
    public Done {
      refused = List.copyOf(refused);
    }

    /** How a page answers that shows it. */
    public HttpStatus status() {
      return problem == null ? HttpStatus.OK : HttpStatus.UNPROCESSABLE_CONTENT;
    }
  }

  /** Carries it out, or says what is wrong with it. */
  public Mono<Done> apply(MultiValueMap<String, String> data, Caller caller) {
    String reason = Objects.requireNonNullElse(data.getFirst("reason"), "").strip();
    List<UUID> ids =
        data.getOrDefault("sessions", List.of()).stream().map(SessionAddress::sessionId).toList();
    if (ids.isEmpty()) {
      return Mono.just(new Done("live.problem.nobody", 0, List.of(), reason));
    }
    if (reason.isEmpty()) {
      return Mono.just(new Done("live.problem.reason", 0, List.of(), reason));
    }
    TimeChange change;
    try {
      TimeChange.Kind kind = kind(data.getFirst("kind"));
      change =
          new TimeChangeInput(
                  kind,
                  kind == TimeChange.Kind.EXTRA_TIME ? seconds(data.getFirst("minutes")) : null,
                  reason)
              .checked(caller);
    } catch (ProblemException | NumberFormatException wrong) {
      return Mono.just(new Done("live.problem.minutes", 0, List.of(), reason));
    }
    return changeTime
        .changeSome(ids, change, ExamScope.watchedBy(caller))
        .collectList()
        .map(
            results ->
                new Done(
                    null,
                    (int)
                        results.stream()
                            .filter(each -> each.outcome() instanceof TimeOutcome.Changed)
                            .count(),
                    results.stream()
                        .map(ChangeTime.Changed::outcome)
                        .filter(TimeOutcome.Refused.class::isInstance)
                        .map(outcome -> ((TimeOutcome.Refused) outcome).reason())
                        .distinct()
                        .toList(),
                    ""));
  }

  private static TimeChange.@Nullable Kind kind(@Nullable String name) {
    for (TimeChange.Kind kind : TimeChange.Kind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return null;
  }

  private static int seconds(@Nullable String minutes) {
    int whole = Integer.parseInt(Objects.requireNonNullElse(minutes, "").strip());
    if (Math.abs(whole) > MOST_MINUTES) {
      throw new NumberFormatException("more than " + MOST_MINUTES);
    }
    return whole * 60;
  }
}
