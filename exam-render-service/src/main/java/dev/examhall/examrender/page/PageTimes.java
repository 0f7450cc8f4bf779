package dev.examhall.examrender.page;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Times as people read them. */
@Component
public final class PageTimes {

  private final ZoneId zone;
  private final Clock clock;
  private final Map<Locale, DateTimeFormatter> daysAndTimes = new ConcurrentHashMap<>();

  PageTimes(PageProperties properties, Clock clock) {
    this.clock = clock;
    this.zone = Objects.requireNonNullElseGet(properties.timeZone(), ZoneId::systemDefault);
  }

  /** Day and time of day, such as {@code 22 Nov 2026, 13:05} and {@code 2026년 11월 22일 13:05}. */
  public String dayAndTime(Instant instant, Locale locale) {
    return daysAndTimes.computeIfAbsent(locale, this::ofDayAndTime).format(instant);
  }

  private DateTimeFormatter ofDayAndTime(Locale locale) {
    // English without a country would write the month first
    Locale written = locale.equals(Locale.ENGLISH) ? Locale.UK : locale;
    return DateTimeFormatter.ofLocalizedPattern("yMMMdHm").withLocale(written).withZone(zone);
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
