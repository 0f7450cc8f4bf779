package dev.examhall.examrender.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Makes levels of what was typed, or finds everything that is wrong with it. Levels that nobody
 * mentioned stay as they are: somebody else may have made them a moment ago.
 */
final class LevelTable {

  static final int MOST_LEVELS = 200;

  private static final int LONGEST_TEXT = 100;
  private static final int HIGHEST_RANK = 30_000;
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,5}");
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,50}");
  private static final Pattern NO_CODE = Pattern.compile("[^A-Z0-9]+");

  private final Curriculum current;
  private final List<LevelRow> rows;
  private final List<LevelRow.Problem> problems = new ArrayList<>();
  private final Map<String, CurriculumLevel> levels = new LinkedHashMap<>();

  private LevelTable(Curriculum current, List<LevelRow> rows) {
    this.current = current;
    this.rows = rows;
    current.levels().forEach(level -> levels.put(level.code(), level));
  }

  /** What became of rows. */
  sealed interface Result {
    /** All levels, easiest first. */
    record Sound(List<CurriculumLevel> levels) implements Result {}

    /** Everything that is wrong, in the order of the rows. */
    record Unsound(List<LevelRow.Problem> problems) implements Result {}
  }

  static Result read(Curriculum current, List<LevelRow> rows) {
    return new LevelTable(current, rows).read();
  }

  private Result read() {
    for (int i = 0; i < rows.size(); i++) {
      LevelRow row = rows.get(i);
      if (!row.was().isEmpty() && !levels.containsKey(row.was())) {
        problem(i, "name", "gone");
      } else if (row.remove()) {
        remove(i, row.was());
      } else if (!row.isBlank()) {
        take(i, row);
      }
    }
    ranksOnce();
    if (levels.size() > MOST_LEVELS) {
      problem(-1, "", "many", String.valueOf(MOST_LEVELS));
    }
    return problems.isEmpty()
        ? new Result.Sound(
            levels.values().stream()
                .sorted(Comparator.comparingInt(CurriculumLevel::rank))
                .toList())
        : new Result.Unsound(problems);
  }

  private void remove(int row, String code) {
    if (code.isEmpty()) {
      return;
    }
    LevelUse use = LevelUse.of(current, code);
    if (use.isUsed()) {
      problem(row, "remove", "used", use.students(), use.exams());
    } else {
      levels.remove(code);
    }
  }

  private void take(int place, LevelRow row) {
    int before = problems.size();
    String code = row.was().isEmpty() ? newCode(place, row) : row.was();
    text(place, "program", row.program());
    text(place, "subProgram", row.subProgram());
    text(place, "name", row.name());
    String rank = row.rank().strip();
    int number = WHOLE.matcher(rank).matches() ? Integer.parseInt(rank) : 0;
    if (number < 1 || number > HIGHEST_RANK) {
      problem(place, "rank", "rank", String.valueOf(HIGHEST_RANK));
    }
    if (problems.size() == before) {
      levels.put(
          code,
          new CurriculumLevel(
              code, row.program().strip(), row.subProgram().strip(), row.name().strip(), number));
    }
  }

  private String newCode(int place, LevelRow row) {
    String given = row.code().strip();
    if (given.isEmpty()) {
      return madeCode(row);
    }
    if (!CODE.matcher(given).matches()) {
      problem(place, "code", "code");
    } else if (levels.containsKey(given)) {
      problem(place, "code", "code-twice", given);
    }
    return given;
  }

  /** Of program, sub-program and rank, as far as those are letters that codes have. */
  private String madeCode(LevelRow row) {
    String base =
        String.join(
            "-",
            NO_CODE
                .splitAsStream(
                    (row.program() + " " + row.subProgram() + " " + row.rank())
                        .toUpperCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList());
    String code = base.isEmpty() ? "LEVEL" : base.substring(0, Math.min(40, base.length()));
    int more = 2;
    String free = code;
    while (levels.containsKey(free)) {
      free = code + "-" + more++;
    }
    return free;
  }

  private void text(int row, String field, String text) {
    if (text.isBlank() || text.strip().length() > LONGEST_TEXT) {
      problem(row, field, "text", String.valueOf(LONGEST_TEXT));
    }
  }

  /** Which of two is harder must be known; the row that was typed is the one to change. */
  private void ranksOnce() {
    Map<Integer, Integer> typed = new HashMap<>();
    Set<Integer> others = new HashSet<>();
    Set<String> mentioned = new HashSet<>();
    rows.forEach(row -> mentioned.add(row.was()));
    current.levels().stream()
        .filter(level -> !mentioned.contains(level.code()))
        .forEach(level -> others.add(level.rank()));
    for (int i = 0; i < rows.size(); i++) {
      LevelRow row = rows.get(i);
      String rank = row.rank().strip();
      if (row.remove() || row.isBlank() || !WHOLE.matcher(rank).matches()) {
        continue;
      }
      if (typed.putIfAbsent(Integer.parseInt(rank), i) != null
          || others.contains(Integer.parseInt(rank))) {
        problem(i, "rank", "rank-twice", rank);
      }
    }
  }

  private void problem(int row, String field, String message, Object... values) {
    problems.add(
        new LevelRow.Problem(row, field, "levels.error." + message, Arrays.asList(values)));
  }
}
