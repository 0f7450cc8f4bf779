package dev.examhall.examrender.page;

import dev.examhall.examrender.results.ExamStatistics;
import dev.examhall.examrender.text.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where things stand in the drawings of an exam's statistics, in units of their view boxes. */
public final class StatisticsCharts {

  private static final int HEIGHT = 120;
  private static final int BAR = 60;

  private final ExamStatistics statistics;
  private final Texts texts;

  StatisticsCharts(ExamStatistics statistics, Texts texts) {
    this.statistics = statistics;
    this.texts = texts;
  }

  /** A bar of the histogram. */
  public record Bar(int x, int y, int width, int height, int count, String label) {}

  /** Numbers of papers by percent, in a box of 620 × 160. */
  public List<Bar> histogram() {
    int most = statistics.bins().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < statistics.bins().size(); i++) {
      int count = statistics.bins().get(i);
      int height = most == 0 ? 0 : Math.round((float) count * HEIGHT / most);
      bars.add(
          new Bar(
              10 + i * BAR,
              20 + HEIGHT - height,
              BAR - 8,
              height,
              count,
              "%d–%d".formatted(i * 10, i * 10 + 10)));
    }
    return bars;
  }

  /** The histogram in words. */
  public String histogramText() {
    List<String> parts = new ArrayList<>();
    histogram().stream()
        .filter(bar -> bar.count() > 0)
        .forEach(
            bar -> parts.add(texts.of("statistics.bin", bar.label(), String.valueOf(bar.count()))));
    return texts.of("statistics.histogram", String.join("; ", parts));
  }

  /** A point of the map of questions. */
  public record Dot(int x, int y, int number, boolean striking) {}

  /** Questions by facility (to the right) and discrimination (up), in a box of 620 × 320. */
  public List<Dot> map() {
    return statistics.items().stream()
        .filter(item -> item.discrimination() != null)
        .map(
            item ->
                new Dot(
                    mapX(item.facility()),
                    mapY(Objects.requireNonNullElse(item.discrimination(), 0.0)),
                    item.number(),
                    item.remarks().contains("negative") || item.remarks().contains("low")))
        .toList();
  }

  /** Where a facility is. */
  public int mapX(double facility) {
    return (int) Math.round(60 + facility * 540);
  }

  /** Where a discrimination is; from −0.5 to 1. */
  public int mapY(double discrimination) {
    return (int) Math.round(20 + (1 - Math.max(-0.5, Math.min(1, discrimination))) * 260 / 1.5);
  }

  /** With so many decimals, or a dash. */
  public String number(@Nullable Double value, int decimals) {
    return value == null ? "–" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A share in percent, whole. */
  public String percent(double share) {
    return String.format(Locale.ROOT, "%.0f", share * 100);
  }

  /** How many of those who were asked, in percent; for the width of a bar. */
  public int share(int count) {
    return statistics.papers() == 0 ? 0 : Math.round(count * 100f / statistics.papers());
  }
}
