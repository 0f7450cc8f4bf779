package dev.examhall.examrender.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ItemStatisticsTest {

  /**
   * Ten students, ten questions: K. L. Wuensch, "The Kuder-Richardson 20", East Carolina University
   * (core.ecu.edu/wuenschk/StatHelp/KR20.txt), with p, p·q and the variance of the sums.
   */
  private static final double[][] QUIZ =
      byQuestion(
          "1111110110",
          "1011011101",
          "1111011001",
          "0010001000",
          "0000010010",
          "1110111111",
          "1101110111",
          "1111111101",
          "0101111101",
          "1101101110");

  /**
   * Answers of 30 departments to seven questions about their supervisors: the data set "attitude",
   * S. Chatterjee and B. Price, Regression Analysis by Example, 1977; in R, and as the example of
   * alpha() in the documentation of its package psych.
   */
  private static final double[][] ATTITUDE =
      transposed(
          """
          43 51 30 39 61 92 45
          63 64 51 54 63 73 47
          71 70 68 69 76 86 48
          61 63 45 47 54 84 35
          81 78 56 66 71 83 47
          43 55 49 44 54 49 34
          58 67 42 56 66 68 35
          71 75 50 55 70 66 41
          72 82 72 67 71 83 31
          67 61 45 47 62 80 41
          64 53 53 58 58 67 34
          67 60 47 39 59 74 41
          69 62 57 42 55 63 25
          68 83 83 45 59 77 35
          77 77 54 72 79 77 46
          81 90 50 72 60 54 36
          74 85 64 69 79 79 63
          65 60 65 75 55 80 60
          65 70 46 57 75 85 46
          50 58 68 54 64 78 52
          50 40 33 34 43 64 33
          64 61 52 62 66 80 41
          53 66 52 50 63 80 37
          40 37 42 58 50 57 49
          63 54 42 48 66 75 33
          66 77 66 63 88 76 72
          78 75 58 74 80 78 49
          48 57 44 45 51 83 38
          85 85 71 71 77 74 55
          82 82 39 59 64 78 39
          """);

  @Test
  void agreesWithThePublishedFacilities() {
    double[] published = {.7, .7, .6, .7, .6, .8, .7, .7, .5, .6};
    for (int i = 0; i < QUIZ.length; i++) {
      assertThat(ItemStatistics.facility(QUIZ[i], 1)).isCloseTo(published[i], within(1e-9));
    }
    assertThat(ItemStatistics.facility(new double[] {2, 0, 1}, 2)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void agreesWithThePublishedVariancesAndWithKr20() {
    double[] published = {.21, .21, .24, .21, .24, .16, .21, .21, .25, .24};
    for (int i = 0; i < QUIZ.length; i++) {
      assertThat(ItemStatistics.variance(QUIZ[i])).isCloseTo(published[i], within(1e-9));
    }
    assertThat(ItemStatistics.variance(totals(QUIZ))).isCloseTo(5.84, within(1e-9));
    double kr20 = 10.0 / 9 * (1 - 2.18 / 5.84);
    assertThat(required(ItemStatistics.alpha(QUIZ))).isCloseTo(kr20, within(1e-9));
  }

  @Test
  void agreesWithThePublishedAlphaOfQuestionsWithManyPoints() {
    assertThat(required(ItemStatistics.alpha(ATTITUDE))).isCloseTo(0.84, within(0.005));
  }

  @Test
  void agreesWithThePublishedCorrelations() {
    assertThat(required(ItemStatistics.correlation(ATTITUDE[0], ATTITUDE[1])))
        .isCloseTo(0.8254, within(0.00005));
    assertThat(required(ItemStatistics.correlation(ATTITUDE[0], ATTITUDE[6])))
        .isCloseTo(0.1551, within(0.00005));
  }

  /** Allen and Yen's formula of the point-biserial coefficient, by the means of two groups. */
  @Test
  void isThePointBiserialCoefficientWhereAnswersAreRightOrWrong() {
    double[] totals = totals(QUIZ);
    for (double[] question : QUIZ) {
      double[] rest = IntStream.range(0, 10).mapToDouble(i -> totals[i] - question[i]).toArray();
      double p = ItemStatistics.mean(question);
      double right =
          IntStream.range(0, 10)
              .filter(i -> question[i] == 1)
              .mapToDouble(i -> rest[i])
              .average()
              .orElseThrow();
      double wrong =
          IntStream.range(0, 10)
              .filter(i -> question[i] == 0)
              .mapToDouble(i -> rest[i])
              .average()
              .orElseThrow();
      double pointBiserial =
          (right - wrong) / Math.sqrt(ItemStatistics.variance(rest)) * Math.sqrt(p * (1 - p));
      assertThat(required(ItemStatistics.discrimination(question, totals)))
          .isCloseTo(pointBiserial, within(1e-9));
    }
  }

  /** Sums are 9, 9, 8, 8, 7 … 2, 2: three of ten papers are in each group. */
  @Test
  void comparesTheBestWithTheWorst() {
    double[] totals = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};
    double[] question = {1, 1, 1, 0, 1, 0, 0, 1, 0, 0};
    assertThat(required(ItemStatistics.upperLower(question, 1, totals)))
        .isCloseTo((3 - 1) / 3.0, within(1e-9));
    double[] twoPoints = {2, 2, 1, 0, 2, 0, 0, 1, 0, 0};
    assertThat(required(ItemStatistics.upperLower(twoPoints, 2, totals)))
        .isCloseTo((5 - 1) / 6.0, within(1e-9));
  }

  @Test
  void saysNothingWhereNothingIsDefined() {
    double[] same = {1, 1, 1};
    double[] totals = {3, 2, 1};
    assertThat(ItemStatistics.discrimination(same, totals)).isNull();
    assertThat(ItemStatistics.upperLower(new double[] {1}, 1, new double[] {1})).isNull();
    assertThat(ItemStatistics.alpha(new double[][] {same})).isNull();
    assertThat(ItemStatistics.alpha(new double[][] {same, same})).isNull();
    assertThat(ItemStatistics.median(new double[0])).isZero();
    assertThat(ItemStatistics.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    // as R's quantile(1:10, c(0.25, 0.75)) says by its default, type 7
    double[] ten = IntStream.rangeClosed(1, 10).mapToDouble(i -> i).toArray();
    assertThat(ItemStatistics.quantile(ten, 0.25)).isEqualTo(3.25);
    assertThat(ItemStatistics.quantile(ten, 0.75)).isEqualTo(7.75);
    assertThat(ItemStatistics.quantile(new double[] {4}, 0.75)).isEqualTo(4);
  }

  private static double required(Double value) {
    return Objects.requireNonNull(value);
  }

  private static double[] totals(double[][] questions) {
    return IntStream.range(0, questions[0].length)
        .mapToDouble(i -> Arrays.stream(questions).mapToDouble(question -> question[i]).sum())
        .toArray();
  }

  private static double[][] byQuestion(String... students) {
    return transposed(String.join("\n", students).replaceAll("(?<=\\d)(?=\\d)", " "));
  }

  private static double[][] transposed(String table) {
    double[][] rows =
        table
            .lines()
            .map(
                line ->
                    Arrays.stream(line.strip().split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
            .toArray(double[][]::new);
    return IntStream.range(0, rows[0].length)
        .mapToObj(column -> Arrays.stream(rows).mapToDouble(row -> row[column]).toArray())
        .toArray(double[][]::new);
  }
}
