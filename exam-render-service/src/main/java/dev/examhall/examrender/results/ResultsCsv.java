package dev.examhall.examrender.results;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Results as RFC 4180 lines, with a byte order mark so that spreadsheets read them as UTF-8. Cells
 * that a spreadsheet would take for a formula begin with an apostrophe.
 */
public final class ResultsCsv {

  private static final String FORMULA_STARTS = "=+-@\t\r";
  private static final List<String> HEADINGS =
      List.of(
          "session",
          "exam",
          "version",
          "student",
          "school",
          "grade",
          "phone_end",
          "level",
          "state",
          "ended_at",
          "points",
          "points_decided",
          "points_total",
          "percent",
          "pass_percent",
          "passed",
          "percent_before",
          "change",
          "striking",
          "answered",
          "questions");

  private ResultsCsv() {}

  /** The first line. */
  public static byte[] headings() {
    return ("\uFEFF" + line(HEADINGS.stream())).getBytes(StandardCharsets.UTF_8);
  }

  /** One result. */
  public static byte[] line(ResultRow row) {
    return line(Stream.of(
            row.sessionId().toString(),
            text(row.exam()),
            String.valueOf(row.version()),
            text(row.student()),
            text(row.school()),
            String.valueOf(row.grade()),
            row.phoneEnd(),
            text(row.level()),
            row.state().name(),
            row.endedAt().toString(),
            number(row.earned()),
            number(row.gradable()),
            number(row.total()),
            number(row.percent()),
            String.valueOf(row.passPercent()),
            row.percent() == null ? "" : String.valueOf(row.passed()),
            number(row.before()),
            number(row.change()),
            String.valueOf(row.striking()),
            String.valueOf(row.answered()),
            String.valueOf(row.questions())))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String line(Stream<String> cells) {
    return cells.map(ResultsCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String cell) {
    return cell.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  private static String text(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return "";
    }
    return FORMULA_STARTS.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }

  private static String number(@Nullable BigDecimal value) {
    return value == null ? "" : value.stripTrailingZeros().toPlainString();
  }
}
