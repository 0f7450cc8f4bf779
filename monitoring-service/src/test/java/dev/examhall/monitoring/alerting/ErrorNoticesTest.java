package dev.examhall.monitoring.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.monitoring.errors.ErrorGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ErrorNoticesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final ErrorNotices notices =
      new ErrorNotices(
          Map.of(
              "new", rule(AlertRule.When.NEW_ERROR, null, Set.of()),
              "back", rule(AlertRule.When.REGRESSED_ERROR, Severity.CRITICAL, Set.of("email"))),
          10);

  @Test
  void aNewGroupAndOneThatCameBackAreToldByTheirOwnRules() {
    ErrorNotices.Told told =
        notices.of(List.of(group("v2:a", null), group("v2:b", NOW.minusSeconds(9))), NOW);

    assertThat(told.settled()).containsExactlyInAnyOrder("v2:a", "v2:b");
    assertThat(told.notices()).hasSize(2).allMatch(notice -> notice.kind().isEnd());
    Notice first = told.notices().getFirst();
    assertThat(first.text())
        .isEqualTo(
            "new error in gateway: java.lang.IllegalStateException: no level Bcc: x"
                + " (/ops/errors/v2:a)");
    assertThat(first.alert().severity()).isEqualTo(Severity.WARNING);
    Notice back = told.notices().getLast();
    assertThat(back.text()).startsWith("error that came back in gateway");
    assertThat(back.alert().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(back.alert().receivers()).containsExactly("email");
    assertThat(back.at()).isEqualTo(NOW.minusSeconds(9));
  }

  @Test
  void theSameIsSaidWithTheSameIdentityAfterARestart() {
    ErrorGroup group = group("v2:a", null);
    Notice before = notices.of(List.of(group), NOW).notices().getFirst();

    Notice after =
        new ErrorNotices(Map.of("new", rule(AlertRule.When.NEW_ERROR, null, Set.of())), 10)
            .of(List.of(group), NOW.plusSeconds(60))
            .notices()
            .getFirst();

    assertThat(after.alert().id()).isEqualTo(before.alert().id());
    assertThat(after.at()).isEqualTo(before.at());
  }

  @Test
  void aFloodIsTenNoticesAnHourAndNoGroupIsForgotten() {
    List<ErrorGroup> flood = IntStream.range(0, 40).mapToObj(i -> group("v2:" + i, null)).toList();

    ErrorNotices.Told first = notices.of(flood, NOW);
    assertThat(first.notices()).hasSize(10);
    assertThat(first.notices().getLast().text()).startsWith("31 more groups of errors");
    assertThat(first.notices().getLast().alert().receivers()).isEmpty();
    assertThat(first.settled()).hasSize(40);

    List<ErrorGroup> more = List.of(group("v2:x", null), group("v2:y", null));
    ErrorNotices.Told meanwhile = notices.of(more, NOW.plus(Duration.ofMinutes(59)));
    assertThat(meanwhile.notices()).isEmpty();
    assertThat(meanwhile.settled()).isEmpty();

    assertThat(notices.of(more, NOW.plus(Duration.ofMinutes(61))).notices()).hasSize(2);
  }

  @Test
  void whatNoRuleIsAboutIsNotToldAndNotLookedAtAgain() {
    ErrorNotices none = new ErrorNotices(Map.of(), 10);

    ErrorNotices.Told told = none.of(List.of(group("v2:a", null)), NOW);

    assertThat(told.notices()).isEmpty();
    assertThat(told.settled()).containsExactly("v2:a");
  }

  private static AlertRule rule(AlertRule.When when, Severity severity, Set<String> receivers) {
    AlertRule rule =
        new AlertRule(
            when, Set.of(), null, null, Duration.ZERO, severity, Set.of("gateway"), receivers);
    assertThat(rule.isComplete()).isTrue();
    return rule;
  }

  private static ErrorGroup group(String fingerprint, Instant regressedAt) {
    return new ErrorGroup(
        fingerprint,
        "gateway",
        "java.lang.IllegalStateException",
        "no level\r\nBcc: x",
        NOW.minusSeconds(60),
        NOW,
        3,
        ErrorGroup.Status.OPEN,
        null,
        null,
        regressedAt == null ? 0 : 1,
        regressedAt);
  }
}
