package dev.examhall.examrender.placement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks placement data as a whole; every problem names its row, counted from 1. */
final class PlacementCheck {

  private static final int MOST_ROWS = 1000;
  private static final int LONGEST_TEXT = 100;
  private static final int HIGHEST_GRADE = 12;
  private static final int HIGHEST_NUMBER = 30_000;
  private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,50}");

  private PlacementCheck() {}

  /** Something wrong with a row. */
  record RowProblem(int row, String message) {}

  record LevelInput(
      @Nullable String code,
      @Nullable String program,
      @Nullable String subProgram,
      @Nullable String name,
      @Nullable Integer rank) {
    CurriculumLevel level() {
      if (code == null || program == null || subProgram == null || name == null || rank == null) {
        throw new IllegalStateException("A level was used before it was checked");
      }
      return new CurriculumLevel(code, program.strip(), subProgram.strip(), name.strip(), rank);
    }
  }

  record RuleInput(
      @Nullable Integer gradeFrom,
      @Nullable Integer gradeTo,
      @Nullable String rankFrom,
      @Nullable String rankTo,
      @Nullable String levelCode,
      @Nullable Integer priority) {
    PlacementRule rule() {
      EnglishRank from = rank(rankFrom);
      EnglishRank to = rank(rankTo);
      if (gradeFrom == null
          || gradeTo == null
          || from == null
          || to == null
          || levelCode == null
          || priority == null) {
        throw new IllegalStateException("A rule was used before it was checked");
      }
      return new PlacementRule(gradeFrom, gradeTo, from, to, levelCode, priority);
    }
  }

  record MappingInput(@Nullable String levelCode, @Nullable Integer slot, @Nullable UUID examId) {
    ExamMapping mapping() {
      if (levelCode == null || slot == null || examId == null) {
        throw new IllegalStateException("A mapping was used before it was checked");
      }
      return new ExamMapping(levelCode, slot, examId);
    }
  }

  /** Levels must be well formed, and those that rules or mappings use must stay. */
  static List<RowProblem> levels(
      List<LevelInput> levels, List<PlacementRule> rules, List<ExamMapping> mappings) {
    List<RowProblem> problems = new ArrayList<>(tooMany(levels));
    Set<String> codes = new HashSet<>();
    Set<Integer> ranks = new HashSet<>();
    for (int i = 0; i < levels.size(); i++) {
      LevelInput level = levels.get(i);
      int row = i + 1;
      if (level.code() == null || !CODE.matcher(level.code()).matches()) {
        problems.add(
            new RowProblem(row, "'code' must be 1 to 50 letters, digits, '.', '_' or '-'."));
      } else if (!codes.add(level.code())) {
        problems.add(new RowProblem(row, "The code '%s' is used twice.".formatted(level.code())));
      }
      text(problems, row, "program", level.program());
      text(problems, row, "subProgram", level.subProgram());
      text(problems, row, "name", level.name());
      if (level.rank() == null || level.rank() < 1 || level.rank() > HIGHEST_NUMBER) {
        problems.add(new RowProblem(row, "'rank' must be a whole number from 1, easiest first."));
      } else if (!ranks.add(level.rank())) {
        problems.add(new RowProblem(row, "The rank %d is used twice.".formatted(level.rank())));
      }
    }
    rules.stream()
        .map(PlacementRule::levelCode)
        .distinct()
        .filter(Predicate.not(codes::contains))
        .forEach(
            code ->
                problems.add(
                    new RowProblem(0, "Rules place students in '%s': keep it.".formatted(code))));
    mappings.stream()
        .map(ExamMapping::levelCode)
        .distinct()
        .filter(Predicate.not(codes::contains))
        .forEach(
            code ->
                problems.add(
                    new RowProblem(0, "Exams are mapped to '%s': keep it.".formatted(code))));
    return problems;
  }

  /**
   * Rules must be well formed, name levels there are, and leave no doubt about which one decides.
   */
  static List<RowProblem> rules(List<RuleInput> rules, List<CurriculumLevel> levels) {
    List<RowProblem> problems = new ArrayList<>(tooMany(rules));
    for (int i = 0; i < rules.size(); i++) {
      RuleInput rule = rules.get(i);
      int row = i + 1;
      if (!grade(rule.gradeFrom())
          || !grade(rule.gradeTo())
          || (rule.gradeFrom() != null
              && rule.gradeTo() != null
              && rule.gradeFrom() > rule.gradeTo())) {
        problems.add(
            new RowProblem(row, "'gradeFrom' and 'gradeTo' must be a range within 1 to 12."));
      }
      EnglishRank from = rank(rule.rankFrom());
      EnglishRank to = rank(rule.rankTo());
      if (from == null || to == null || from.compareTo(to) > 0) {
        problems.add(
            new RowProblem(
                row,
                "'rankFrom' and 'rankTo' must be a range within TOP_10, TOP_20, TOP_30, TOP_40,"
                    + " TOP_50, BELOW_50."));
      }
      level(problems, row, rule.levelCode(), levels);
      if (rule.priority() == null || rule.priority() < 0 || rule.priority() > HIGHEST_NUMBER) {
        problems.add(
            new RowProblem(row, "'priority' must be a whole number from 0; the lowest decides."));
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(doubts(rules.stream().map(RuleInput::rule).toList()));
    }
    return problems;
  }

  private static List<RowProblem> doubts(List<PlacementRule> rules) {
    List<RowProblem> problems = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (int j = i + 1; j < rules.size(); j++) {
        PlacementRule one = rules.get(i);
        PlacementRule other = rules.get(j);
        if (one.priority() == other.priority()
            && !one.levelCode().equals(other.levelCode())
            && one.overlaps(other)) {
          problems.add(
              new RowProblem(
                  j + 1,
                  "The same students as in row %d, with the same priority: give one of them a lower number."
                      .formatted(i + 1)));
        }
      }
    }
    return problems;
  }

  /** Mappings must be well formed and name levels and exams there are. */
  static List<RowProblem> mappings(
      List<MappingInput> mappings, List<CurriculumLevel> levels, Set<UUID> exams) {
    List<RowProblem> problems = new ArrayList<>(tooMany(mappings));
    Set<String> slots = new HashSet<>();
    for (int i = 0; i < mappings.size(); i++) {
      MappingInput mapping = mappings.get(i);
      int row = i + 1;
      level(problems, row, mapping.levelCode(), levels);
      if (mapping.slot() == null || mapping.slot() < 1 || mapping.slot() > ExamMapping.SLOTS) {
        problems.add(
            new RowProblem(row, "'slot' must be from 1 to %d.".formatted(ExamMapping.SLOTS)));
      } else if (!slots.add(mapping.levelCode() + "#" + mapping.slot())) {
        problems.add(
            new RowProblem(
                row,
                "Slot %d of '%s' is used twice.".formatted(mapping.slot(), mapping.levelCode())));
      }
      if (mapping.examId() == null || !exams.contains(mapping.examId())) {
        problems.add(new RowProblem(row, "'examId' must be the id of an exam there is."));
      }
    }
    return problems;
  }

  private static void level(
      List<RowProblem> problems, int row, @Nullable String code, List<CurriculumLevel> levels) {
    if (code == null || levels.stream().noneMatch(level -> level.code().equals(code))) {
      problems.add(new RowProblem(row, "'levelCode' must be the code of a level there is."));
    }
  }

  private static void text(
      List<RowProblem> problems, int row, String field, @Nullable String text) {
    if (text == null || text.isBlank() || text.strip().length() > LONGEST_TEXT) {
      problems.add(
          new RowProblem(row, "'%s' must have 1 to %d characters.".formatted(field, LONGEST_TEXT)));
    }
  }

  private static List<RowProblem> tooMany(List<?> rows) {
    return rows.size() <= MOST_ROWS
        ? List.of()
        : List.of(new RowProblem(0, "There may be %d rows at most.".formatted(MOST_ROWS)));
  }

  private static boolean grade(@Nullable Integer grade) {
    return grade != null && grade >= 1 && grade <= HIGHEST_GRADE;
  }

  private static @Nullable EnglishRank rank(@Nullable String name) {
    for (EnglishRank rank : EnglishRank.values()) {
      if (rank.name().equals(name)) {
        return rank;
      }
    }
    return null;
  }
}
