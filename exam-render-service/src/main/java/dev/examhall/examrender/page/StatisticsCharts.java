package dev.examhall.examrender.page;

import dev.examhall.examrender.results.ExamStatistics;
import dev.examhall.examrender.text.Texts;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * How long students were at a question: the median as a bar, the middle half as a line.
   *
   * @param label every few questions; empty between
   */
  public record TimeBar(int x, int width, int y, int lower, int upper, String label, String title) {

    /** Where the line of the middle half stands. */
    public int middle() {
      return x + width / 2;
    }
  }

  /** Time by question, in a box of 620 × 200; empty where nothing is known. */
  public List<TimeBar> times() {
    double most = longest();
    List<ExamStatistics.Item> timed =
        statistics.items().stream().filter(item -> item.time() != null).toList();
    int every = Math.max(1, (timed.size() + 12) / 13);
    double step = 550.0 / Math.max(1, timed.size());
    List<TimeBar> bars = new ArrayList<>();
    for (int i = 0; i < timed.size(); i++) {
      ExamStatistics.Time time = Objects.requireNonNull(timed.get(i).time());
      String number = String.valueOf(timed.get(i).number());
      bars.add(
          new TimeBar(
              (int) Math.round(60 + i * step + step * 0.15),
              (int) Math.max(1, Math.min(44, Math.round(step * 0.7))),
              timeY(time.median(), most),
              timeY(time.lower(), most),
              timeY(time.upper(), most),
              i % every == 0 ? number : "",
              texts.of("statistics.time.bar", number, length(time.median()))));
    }
    return bars;
  }

  /** The scale of the times: nothing, half, all. */
  public List<String> timeScale() {
    double most = longest();
    return List.of(length(0), length(most / 2), length(most));
  }

  /** The longest questions in words; the table has all of them. */
  public String timesText() {
    List<String> longest =
        statistics.items().stream()
            .filter(item -> item.time() != null)
            .sorted(
                Comparator.comparingDouble(
                        (ExamStatistics.Item item) -> Objects.requireNonNull(item.time()).median())
                    .reversed())
            .limit(3)
            .map(
                item ->
                    texts.of(
                        "statistics.time.bar",
                        String.valueOf(item.number()),
                        length(Objects.requireNonNull(item.time()).median())))
            .toList();
    return texts.of("statistics.time.chart", String.join("; ", longest));
  }

  /** Seconds as minutes and seconds. */
  public String length(double seconds) {
    long whole = Math.round(seconds);
    return "%d:%02d".formatted(whole / 60, whole % 60);
  }

  /** Of the middle halves, in seconds; a round number. */
  private double longest() {
    double most =
        statistics.items().stream()
            .map(ExamStatistics.Item::time)
            .filter(Objects::nonNull)
            .mapToDouble(ExamStatistics.Time::upper)
            .max()
            .orElse(0);
    return Math.max(10, Math.ceil(most / 10) * 10);
  }

  private static int timeY(double seconds, double most) {
    return (int) Math.round(170 - 150 * Math.min(1, seconds / most));
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
