package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.QuestionType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How an exam and its questions behave, over the papers of one version that were handed in or whose
 * time was over.
 *
 * @param papers how many
 * @param passed how many of them reach the pass mark
 * @param alpha Cronbach's; null where it is not defined
 * @param bins numbers of papers by percent: from 0 to 10, from 10 to 20 … from 90 to 100
 * @param ungraded questions left out, since long answers to them wait
 */
public record ExamStatistics(
    UUID examId,
    String exam,
    int version,
    int papers,
    int passed,
    int passPercent,
    double meanPercent,
    double medianPercent,
    double deviation,
    @Nullable Double alpha,
    List<Integer> bins,
    List<Item> items,
    List<Integer> ungraded,
    Instant at) {

  public ExamStatistics {
    bins = List.copyOf(bins);
    items = List.copyOf(items);
    ungraded = List.copyOf(ungraded);
  }

  private static final double LOW_DISCRIMINATION = 0.2;
  private static final double EASY = 0.9;
  private static final double HARD = 0.3;
  private static final int ENOUGH = 20;

  /** Whether there are papers enough that the numbers by question say something. */
  public boolean enough() {
    return papers >= ENOUGH;
  }

  /**
   * A question.
   *
   * @param facility mean share of its points, 0 to 1
   * @param discrimination corrected point-biserial; null where all have the same
   * @param upperLower by the best and the worst 27 %; null for fewer than two papers
   * @param time null where no device said anything
   * @param choices how often each letter was chosen; empty for questions without letters
   */
  public record Item(
      int number,
      QuestionType type,
      BigDecimal possible,
      double facility,
      @Nullable Double discrimination,
      @Nullable Double upperLower,
      @Nullable Time time,
      List<Choice> choices) {
    public Item {
      choices = List.copyOf(choices);
    }

    /** What somebody should look at; the texts' keys. */
    public List<String> remarks() {
      List<String> remarks = new ArrayList<>();
      if (discrimination != null && discrimination < 0) {
        remarks.add("negative");
      } else if (discrimination != null && discrimination < LOW_DISCRIMINATION) {
        remarks.add("low");
      }
      if (facility >= EASY) {
        remarks.add("easy");
      } else if (facility <= HARD) {
        remarks.add("hard");
      }
      if (choices.stream().anyMatch(Choice::lures)) {
        remarks.add("lure");
      }
      if (choices.stream().anyMatch(choice -> choice.idle(this))) {
        remarks.add("idle");
      }
      return remarks;
    }
  }

  /**
   * For how long students were at a question, as their devices say.
   *
   * @param papers of how many students it is known
   * @param median in seconds, as are the others
   * @param lower a quarter were faster
   * @param upper a quarter were slower
   */
  public record Time(int papers, double median, double lower, double upper) {}

  /**
   * A letter of a question with one part, or nothing at all.
   *
   * @param letter empty for papers without an answer
   * @param chosen by how many papers
   * @param upper by how many of the best 27 %
   * @param lower by how many of the worst 27 %
   */
  public record Choice(String letter, boolean right, int chosen, int upper, int lower) {

    /** A wrong letter that the best choose more often than the worst. */
    boolean lures() {
      return !right && !letter.isEmpty() && upper > lower && upper > 1;
    }

    /** A wrong letter that nobody chooses. */
    boolean idle(Item item) {
      return !right
          && !letter.isEmpty()
          && chosen == 0
          && item.choices().stream().mapToInt(Choice::chosen).sum() >= ENOUGH;
    }
  }

  /**
   * What a statistic is made of.
   *
   * @param letters that the paper chose at each question, by question in order; empty without any
   * @param seconds at questions 1, 2, 3 …; empty where no device said anything
   */
  record Paper(
      double[] points, List<Set<String>> letters, @Nullable Double percent, List<Integer> seconds) {
    Paper {
      seconds = List.copyOf(seconds);
      points = points.clone();
      letters = List.copyOf(letters);
    }
  }

  /**
   * A question of the version.
   *
   * @param options letters that are offered; 0 for questions without letters or with several parts
   * @param graded whether all papers are graded
   */
  record Asked(
      int number,
      QuestionType type,
      BigDecimal possible,
      int options,
      Set<String> right,
      boolean graded) {
    Asked {
      right = Set.copyOf(right);
    }
  }

  /** Statistics of papers that have points for all these questions, in the same order. */
  static ExamStatistics of(
      UUID examId,
      String exam,
      int version,
      int passPercent,
      List<Asked> asked,
      List<Paper> papers,
      Instant at) {
    int[] counted = IntStream.range(0, asked.size()).filter(i -> asked.get(i).graded()).toArray();
    double[][] points = new double[counted.length][papers.size()];
    double[] totals = new double[papers.size()];
    for (int p = 0; p < papers.size(); p++) {
      for (int i = 0; i < counted.length; i++) {
        points[i][p] = papers.get(p).points()[counted[i]];
        totals[p] += points[i][p];
      }
    }
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < counted.length; i++) {
      Asked question = asked.get(counted[i]);
      double worth = question.possible().doubleValue();
      items.add(
          new Item(
              question.number(),
              question.type(),
              question.possible(),
              papers.isEmpty() ? 0 : ItemStatistics.facility(points[i], worth),
              papers.size() < 2 ? null : ItemStatistics.discrimination(points[i], totals),
              ItemStatistics.upperLower(points[i], worth, totals),
              time(question.number(), papers),
              choices(question, counted[i], papers, totals)));
    }
    double[] percents =
        papers.stream()
            .map(Paper::percent)
            .flatMap(Stream::ofNullable)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return new ExamStatistics(
        examId,
        exam,
        version,
        papers.size(),
        (int) Arrays.stream(percents).filter(percent -> percent >= passPercent).count(),
        passPercent,
        ItemStatistics.mean(percents),
        ItemStatistics.median(percents),
        Math.sqrt(ItemStatistics.variance(percents)),
        counted.length == 0 ? null : ItemStatistics.alpha(points),
        bins(percents),
        items,
        asked.stream().filter(question -> !question.graded()).map(Asked::number).toList(),
        at);
  }

  /** A paper that says something of its time and nothing of this question was not at it. */
  private static @Nullable Time time(int number, List<Paper> papers) {
    double[] seconds =
        papers.stream()
            .map(Paper::seconds)
            .filter(known -> !known.isEmpty())
            .mapToDouble(known -> number <= known.size() ? known.get(number - 1) : 0)
            .toArray();
    return seconds.length == 0
        ? null
        : new Time(
            seconds.length,
            ItemStatistics.quantile(seconds, 0.5),
            ItemStatistics.quantile(seconds, 0.25),
            ItemStatistics.quantile(seconds, 0.75));
  }

  private static List<Choice> choices(
      Asked question, int index, List<Paper> papers, double[] totals) {
    if (question.options() == 0) {
      return List.of();
    }
    ItemStatistics.Groups groups = ItemStatistics.groups(totals);
    List<Choice> choices = new ArrayList<>();
    for (String letter : letters(question.options())) {
      choices.add(
          new Choice(
              letter,
              question.right().contains(letter),
              count(papers, index, letter, groups.all()),
              count(papers, index, letter, groups.upper()),
              count(papers, index, letter, groups.lower())));
    }
    return choices;
  }

  /** A, B, C … and nothing. */
  private static List<String> letters(int options) {
    List<String> letters = new ArrayList<>();
    for (int i = 0; i < options; i++) {
      letters.add(String.valueOf((char) ('A' + i)));
    }
    letters.add("");
    return letters;
  }

  private static int count(List<Paper> papers, int index, String letter, List<Integer> which) {
    return (int)
        which.stream()
            .map(i -> new TreeSet<>(papers.get(i).letters().get(index)))
            .filter(chosen -> letter.isEmpty() ? chosen.isEmpty() : chosen.contains(letter))
            .count();
  }

  private static List<Integer> bins(double[] percents) {
    Integer[] bins = new Integer[10];
    Arrays.fill(bins, 0);
    for (double percent : percents) {
      bins[(int) Math.min(9, Math.max(0, percent / 10))]++;
    }
    return List.of(bins);
  }
}
