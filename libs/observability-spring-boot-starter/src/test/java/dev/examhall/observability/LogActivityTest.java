package dev.examhall.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.eventdelivery.EventSpool;
import dev.examhall.eventdelivery.OutgoingEvent;
import dev.examhall.eventdelivery.publishing.ServiceId;
import dev.examhall.events.activitylog.v1.ActivityRecorded;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import dev.examhall.events.monitoring.v1.ErrorReported;
import dev.examhall.observability.activity.ActivityAutoConfiguration;
import dev.examhall.observability.activity.ActivityLog;
import dev.examhall.observability.activity.LogActivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;

class LogActivityTest {

  private final List<OutgoingEvent> told = new ArrayList<>();

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(AopAutoConfiguration.class, ActivityAutoConfiguration.class))
          .withBean(ServiceId.class, () -> new ServiceId("some-service"))
          .withBean(EventSpool.class, () -> told::add)
          .withBean(Releases.class);

  static class Releases {

    @LogActivity(value = "release-removed", level = Severity.WARNING, arguments = true)
    public Mono<String> remove(String release, int days, String accessToken, Object other) {
      return Mono.fromSupplier(() -> release);
    }

    @LogActivity
    public void fail() {
      throw new IllegalStateException("broken");
    }

    @LogActivity(value = "disk-lost", level = Severity.CRITICAL)
    public void lose() {}
  }

  private ActivityRecorded activity() {
    return told.stream()
        .map(OutgoingEvent::data)
        .filter(ActivityRecorded.class::isInstance)
        .map(ActivityRecorded.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void tellsOfARunWhenItsMonoHasEndedAndOfNoSecret() {
    context.run(
        started -> {
          Mono<String> removed =
              started.getBean(Releases.class).remove("r1", 3, "t0psecret", new Object());
          assertThat(told).isEmpty();

          removed.block();

          assertThat(activity().verb()).isEqualTo("release-removed");
          assertThat(activity().severity()).isEqualTo(Severity.WARNING);
          assertThat(activity().details())
              .containsEntry("method", "Releases.remove")
              .containsEntry("outcome", "success")
              .containsEntry(
                  "arguments",
                  Map.of("release", "r1", "days", 3, "accessToken", "***", "other", "Object"));
        });
  }

  @Test
  void aFailureIsAWarningAndNoArgumentsAreToldUnasked() {
    context.run(
        started -> {
          assertThatThrownBy(() -> started.getBean(Releases.class).fail()).hasMessage("broken");

          assertThat(activity().severity()).isEqualTo(Severity.WARNING);
          assertThat(activity().details())
              .containsEntry("outcome", "error")
              .doesNotContainKey("arguments");
        });
  }

  @Test
  void errorsReachErrorTrackingToo() {
    context.run(
        started -> {
          started.getBean(Releases.class).lose();
          started
              .getBean(ActivityLog.class)
              .systemEvent("media-lost", Severity.ERROR, "password=hunter2 is gone", Map.of());
          started
              .getBean(ActivityLog.class)
              .systemEvent("media-linked", Severity.WARNING, "fine", Map.of());

          List<ErrorReported> reports =
              told.stream()
                  .map(OutgoingEvent::data)
                  .filter(ErrorReported.class::isInstance)
                  .map(ErrorReported.class::cast)
                  .toList();
          assertThat(reports)
              .extracting(ErrorReported::type)
              .containsExactly("activity:disk-lost", "activity:media-lost");
          assertThat(reports.getLast().message()).doesNotContain("hunter2");
        });
  }
}
