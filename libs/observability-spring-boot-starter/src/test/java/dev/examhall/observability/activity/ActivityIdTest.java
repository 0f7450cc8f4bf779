package dev.examhall.observability.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.util.UuidUtil;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ActivityIdTest {

  private static final Instant AT = Instant.parse("2026-11-23T10:15:30.123456Z");

  @Test
  void isATimeOrderedIdOfThatMillisecond() {
    UUID id = ActivityId.of(AT, "a session 1 7");

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(UuidUtil.getInstant(id)).isEqualTo("2026-11-23T10:15:30.123Z");
  }

  @Test
  void isTheSameForTheSameThingAndAnotherForAnything() {
    Set<UUID> ids = new HashSet<>();
    for (int revision = 0; revision < 10_000; revision++) {
      ids.add(ActivityId.of(AT, "a session 1 " + revision));
      ids.add(ActivityId.of(AT.plusNanos(400_000), "a session 1 " + revision));
    }

    assertThat(ids).hasSize(10_000);
    assertThat(ids).doesNotContain(ActivityId.of(AT.plusMillis(1), "a session 1 0"));
  }
}
