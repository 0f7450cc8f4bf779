package dev.examhall.activitylog.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.activitylog.search.ActivityQuery.Parsed;
import dev.examhall.events.activitylog.v1.ActivityRecorded.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityQueryTest {

  private static final UUID ID = UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057");

  @Test
  void readsEveryParameter() {
    Parsed parsed =
        ActivityQuery.parse(
            Map.ofEntries(
                Map.entry("actor", List.of("a")),
                Map.entry("objectType", List.of("exam")),
                Map.entry("object", List.of("o")),
                Map.entry("exam", List.of(ID.toString())),
                Map.entry("session", List.of(ID.toString())),
                Map.entry("verb", List.of("signed-in")),
                Map.entry("severity", List.of("error", "CRITICAL")),
                Map.entry("from", List.of("2026-03-02T09:30")),
                Map.entry("to", List.of("2026-03-02T09:31:00Z")),
                Map.entry("q", List.of(" late answer ")),
                Map.entry("order", List.of("oldest")),
                Map.entry("cursor", List.of(Cursor.after(ID))),
                Map.entry("limit", List.of("200"))));

    assertThat(parsed)
        .isEqualTo(
            new Parsed.Valid(
                new ActivityQuery(
                    "a",
                    "exam",
                    "o",
                    ID,
                    ID,
                    "signed-in",
                    List.of(Severity.ERROR, Severity.CRITICAL),
                    Instant.parse("2026-03-02T09:30:00Z"),
                    Instant.parse("2026-03-02T09:31:00Z"),
                    "late answer",
                    true,
                    ID,
                    200)));
  }

  @Test
  void takesBlankFieldsOfAFormForAbsent() {
    Parsed parsed = ActivityQuery.parse(Map.of("session", List.of(""), "severity", List.of("")));

    assertThat(parsed).isEqualTo(ActivityQuery.parse(Map.of()));
    assertThat(((Parsed.Valid) parsed).query().limit()).isEqualTo(50);
  }

  @ParameterizedTest
  @CsvSource({
    "exam,42",
    "session,x",
    "severity,loud",
    "from,yesterday",
    "to,2026-13-01T00:00",
    "limit,0",
    "limit,201",
    "limit,many",
    "cursor,AAAA",
    "cursor,!!"
  })
  void namesTheParameterThatItCannotRead(String parameter, String value) {
    Parsed parsed = ActivityQuery.parse(Map.of(parameter, List.of(value)));

    assertThat(parsed)
        .isInstanceOfSatisfying(
            Parsed.Invalid.class,
            invalid -> {
              assertThat(invalid.parameter()).isEqualTo(parameter);
              assertThat(invalid.explanation()).isNotBlank();
            });
  }
}
