package dev.examhall.examrender.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Times as people read them. */
@Component
public final class PageTimes {

  private final ZoneId zone;
  private final Clock clock;

  PageTimes(PageProperties properties, Clock clock) {
    this.clock = clock;
    this.zone = Objects.requireNonNullElseGet(properties.timeZone(), ZoneId::systemDefault);
  }

  /** Day and time of day, such as {@code 22 Nov 2026, 13:05}. */
  public String dayAndTime(Instant instant, Locale locale) {
    return DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", locale).withZone(zone).format(instant);
  }

  /** The day it is now. */
  LocalDate today() {
    return LocalDate.now(clock.withZone(zone));
  }

  /** The day, written out. */
  public String day(Instant instant, Locale locale) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
        .withLocale(locale)
        .withZone(zone)
        .format(instant);
  }

  /** {@code m:ss}, or {@code h:mm:ss} from an hour on. */
  public String length(Duration duration) {
    return duration.toHours() > 0
        ? "%d:%02d:%02d"
            .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
        : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
  }
}
