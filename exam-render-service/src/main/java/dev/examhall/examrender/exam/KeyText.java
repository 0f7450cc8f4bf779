package dev.examhall.examrender.exam;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of an answer key from CSV, or from what a spreadsheet puts on the clipboard.
 *
 * <p>The first line may name the columns, in any order, in English or Korean. Without names one
 * column is the answers, two are number and answer, and more are number, type, answer, points,
 * options, label and credit. Cells are text: what looks like a formula or like HTML stays as it is.
 */
public final class KeyText {

  private static final Map<Column, Set<String>> NAMES =
      Map.of(
          Column.NUMBER, Set.of("number", "no", "no.", "question", "q", "문항", "번호", "문항번호"),
          Column.TYPE, Set.of("type", "kind", "유형", "종류"),
          Column.ANSWER, Set.of("answer", "answers", "key", "correct", "정답", "답"),
          Column.POINTS, Set.of("points", "point", "score", "배점", "점수"),
          Column.OPTIONS, Set.of("options", "choices", "보기", "선택지", "보기수"),
          Column.LABEL, Set.of("label", "part", "표시", "소문항"),
          Column.CREDIT, Set.of("credit", "partial credit", "scoring", "부분점수", "부분 점수", "채점"));

  private KeyText() {}

  private enum Column {
    NUMBER,
    TYPE,
    ANSWER,
    POINTS,
    OPTIONS,
    LABEL,
    CREDIT
  }

  /**
   * The rows of a text, empty lines left out.
   *
   * @param clipboard whether it comes from a spreadsheet's clipboard, where a comma divides nothing
   */
  public static List<KeyRow> read(String text, boolean clipboard) {
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    List<CsvRecord> lines = new ArrayList<>();
    CsvReader.builder()
        .fieldSeparator(separator(plain, clipboard))
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .skipEmptyLines(true)
        .ofCsvRecord(plain)
        .forEach(lines::add);
    if (lines.isEmpty()) {
      return List.of();
    }
    Map<Column, Integer> named = named(lines.getFirst());
    Map<Column, Integer> columns = named == null ? places(lines) : named;
    return lines.stream()
        .skip(named == null ? 0 : 1)
        .map(line -> row(line, columns, columns.containsKey(Column.NUMBER)))
        .filter(row -> !row.isBlank())
        .toList();
  }

  private static KeyRow row(CsvRecord line, Map<Column, Integer> columns, boolean numbered) {
    int at = Math.toIntExact(line.getStartingLineNumber());
    return new KeyRow(
        at,
        numbered ? cell(line, columns, Column.NUMBER) : String.valueOf(at),
        cell(line, columns, Column.TYPE),
        cell(line, columns, Column.ANSWER),
        cell(line, columns, Column.POINTS),
        cell(line, columns, Column.OPTIONS),
        cell(line, columns, Column.LABEL),
        cell(line, columns, Column.CREDIT));
  }

  private static String cell(CsvRecord line, Map<Column, Integer> columns, Column column) {
    int place = Objects.requireNonNullElse(columns.get(column), Integer.MAX_VALUE);
    return place < line.getFieldCount() ? line.getField(place).strip() : "";
  }

  /** Places by the names in the first line; null when they are no names. */
  private static @Nullable Map<Column, Integer> named(CsvRecord first) {
    Map<Column, Integer> places = new EnumMap<>(Column.class);
    for (int i = 0; i < first.getFieldCount(); i++) {
      String name = first.getField(i).strip().toLowerCase(Locale.ROOT);
      for (Map.Entry<Column, Set<String>> column : NAMES.entrySet()) {
        if (column.getValue().contains(name)) {
          places.putIfAbsent(column.getKey(), i);
        }
      }
    }
    return places.containsKey(Column.ANSWER) ? places : null;
  }

  private static Map<Column, Integer> places(List<CsvRecord> lines) {
    int width = lines.stream().mapToInt(CsvRecord::getFieldCount).max().orElse(0);
    return switch (width) {
      case 0, 1 -> Map.of(Column.ANSWER, 0);
      case 2 -> Map.of(Column.NUMBER, 0, Column.ANSWER, 1);
      default ->
          Map.of(
              Column.NUMBER, 0,
              Column.TYPE, 1,
              Column.ANSWER, 2,
              Column.POINTS, 3,
              Column.OPTIONS, 4,
              Column.LABEL, 5,
              Column.CREDIT, 6);
    };
  }

  private static char separator(String text, boolean clipboard) {
    if (clipboard || text.indexOf('\t') >= 0) {
      return '\t';
    }
    String first = text.lines().findFirst().orElse("");
    return first.indexOf(';') >= 0 && first.indexOf(',') < 0 ? ';' : ',';
  }
}
