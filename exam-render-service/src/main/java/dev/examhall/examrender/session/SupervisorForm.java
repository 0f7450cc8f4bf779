package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
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
  private static final int SECONDS_OF_A_MINUTE = 60;
  private static final int LONGEST_REASON = 500;

  private final ChangeTime changeTime;

  SupervisorForm(ChangeTime changeTime) {
    this.changeTime = changeTime;
  }

  /**
   * What somebody typed.
   *
   * @param sessions whose clocks shall change
   */
  public record Entered(List<UUID> sessions, String kind, String minutes, String reason) {
    /** What a form begins with. */
    public static final Entered NOTHING =
        new Entered(List.of(), TimeChange.Kind.EXTRA_TIME.name(), "5", "");

    public Entered {
      sessions = List.copyOf(sessions);
    }

    static Entered of(MultiValueMap<String, String> data) {
      return new Entered(
          data.getOrDefault("sessions", List.of()).stream().map(SessionAddress::sessionId).toList(),
          text(data, "kind"),
          text(data, "minutes"),
          text(data, "reason"));
    }

    private static String text(MultiValueMap<String, String> data, String field) {
      return Objects.requireNonNullElse(data.getFirst(field), "").strip();
    }

    /** The field that is wrong; null if none is. */
    private @Nullable Field problem() {
      if (sessions.isEmpty()) {
        return Field.SESSIONS;
      }
      TimeChange.Kind chosen = chosen();
      if (chosen == null) {
        return Field.KIND;
      }
      if (chosen == TimeChange.Kind.EXTRA_TIME && wholeMinutes() == 0) {
        return Field.MINUTES;
      }
      return reason.isEmpty() || reason.length() > LONGEST_REASON ? Field.REASON : null;
    }

    private TimeChange.@Nullable Kind chosen() {
      for (TimeChange.Kind each : TimeChange.Kind.values()) {
        if (each.name().equals(kind)) {
          return each;
        }
      }
      return null;
    }

    /** 0 for what cannot be given. */
    private int wholeMinutes() {
      if (!minutes.matches("[+-]?\\d{1,3}")) {
        return 0;
      }
      int whole = Integer.parseInt(minutes);
      return Math.abs(whole) > MOST_MINUTES ? 0 : whole;
    }

    private TimeChangeInput change() {
      TimeChange.Kind chosen = chosen();
      return new TimeChangeInput(
          chosen,
          chosen == TimeChange.Kind.EXTRA_TIME ? wholeMinutes() * SECONDS_OF_A_MINUTE : null,
          reason);
    }
  }

  /** Fields of the form. */
  public enum Field {
    SESSIONS,
    KIND,
    MINUTES,
    REASON
  }

  /**
   * What became of a form.
   *
   * @param problem what is wrong with it; null if it was carried out
   * @param changed how many sessions' clocks were changed
   * @param refused keys of texts that say why others stayed as they were
   * @param entered what the form shows next
   */
  public record Done(@Nullable Field problem, int changed, List<String> refused, Entered entered) {
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
    Entered entered = Entered.of(data);
    Field problem = entered.problem();
    return problem != null
        ? Mono.just(new Done(problem, 0, List.of(), entered))
        : changeTime
            .changeSome(
                entered.sessions(), entered.change().checked(caller), ExamScope.watchedBy(caller))
            .map(ChangeTime.Changed::outcome)
            .collectList()
            .map(SupervisorForm::done);
  }

  private static Done done(List<TimeOutcome> outcomes) {
    long changed = outcomes.stream().filter(TimeOutcome.Changed.class::isInstance).count();
    List<String> refused =
        outcomes.stream()
            .filter(TimeOutcome.Refused.class::isInstance)
            .map(outcome -> "live.refused." + ((TimeOutcome.Refused) outcome).why())
            .distinct()
            .toList();
    return new Done(null, (int) changed, refused, Entered.NOTHING);
  }
}
