package dev.examhall.examrender.exam;

import dev.examhall.examrender.exam.AnswerKeyInput.PartInput;
import dev.examhall.examrender.exam.AnswerKeyInput.QuestionInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes an answer key of rows, or finds everything that is wrong with them. Rows with the same
 * number one below the other are the parts of one question. A row without an answer is a question
 * that has no key yet, and is left out.
 */
final class KeyTable {

  static final int MOST_ROWS = 1000;

  private static final int MOST_PARTS = 20;
  private static final int MOST_TEXTS = 50;
  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_LABEL = 200;
  private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(1000);
  private static final String LETTERS = "ABCDEFGHIJ";
  private static final String CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩";
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,5}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,5}([.][0-9]{1,2})?");
  private static final Pattern BETWEEN_LETTERS = Pattern.compile("[\\s,;+/&]+");
  private static final Pattern CHOICE_NUMBER = Pattern.compile("[1-9]|10");
  private static final Map<PartKind, Set<String>> WORDS =
      Map.of(
          PartKind.ONE_CHOICE,
          Set.of("ONE CHOICE", "CHOICE", "SINGLE", "MC", "객관식", "하나 선택", "단일 선택"),
          PartKind.SELECT_ALL,
          Set.of("SELECT ALL", "MULTIPLE", "ALL", "모두 선택", "복수 선택", "복수정답"),
          PartKind.SHORT,
          Set.of("SHORT", "SHORT ANSWER", "TEXT", "단답형", "단답", "주관식"),
          PartKind.LONG,
          Set.of("LONG", "LONG ANSWER", "ESSAY", "서술형", "서술", "논술형"));

  private static final Map<SelectAllRule, Set<String>> CREDIT_WORDS =
      Map.of(
          SelectAllRule.EXACT,
          Set.of("EXACT", "ALL OR NOTHING", "전부 아니면 0점", "모두 맞아야 인정"),
          SelectAllRule.PARTIAL,
          Set.of("PARTIAL", "PARTIAL WITH PENALTY", "RIGHT MINUS WRONG", "부분 점수", "부분점수", "감점"),
          SelectAllRule.EACH_OPTION,
          Set.of("EACH OPTION", "EACH", "TRUE FALSE", "보기마다", "보기별"));

  private final int questionCount;
  private final int defaultOptions;
  private final List<KeyRow.Problem> problems = new ArrayList<>();

  private KeyTable(int questionCount, int defaultOptions) {
    this.questionCount = questionCount;
    this.defaultOptions = defaultOptions;
  }

  /** What became of reading rows. */
  sealed interface Result {
    /** The key; empty when no row has an answer. */
    record Sound(List<QuestionInput> questions) implements Result {}

    /** Everything that is wrong, in the order of the rows. */
    record Unsound(List<KeyRow.Problem> problems) implements Result {}
  }

  static Result read(List<KeyRow> rows, int questionCount, int defaultOptions) {
    return new KeyTable(questionCount, defaultOptions).read(rows);
  }

  private Result read(List<KeyRow> rows) {
    if (rows.size() > MOST_ROWS) {
      problem(rows.get(MOST_ROWS), "rows", rows.size(), MOST_ROWS);
      return new Result.Unsound(problems);
    }
    boolean numbersAreChoices = onlyChoiceNumbers(rows);
    List<QuestionInput> questions = new ArrayList<>();
    byQuestion(rows)
        .forEach(
            (number, parts) -> {
              if (!number.isEmpty() && parts.stream().anyMatch(this::isAnswered)) {
                question(Integer.parseInt(number), parts, numbersAreChoices, questions);
              }
            });
    problems.sort(Comparator.comparingInt(KeyRow.Problem::row));
    return problems.isEmpty() ? new Result.Sound(questions) : new Result.Unsound(problems);
  }

  private Map<String, List<KeyRow>> byQuestion(List<KeyRow> rows) {
    Map<String, List<KeyRow>> questions = new LinkedHashMap<>();
    String previous = "";
    for (KeyRow row : rows) {
      String number = row.number().strip();
      if (number.isEmpty()) {
        number = previous;
      } else if (!WHOLE.matcher(number).matches()
          || Integer.parseInt(number) < 1
          || Integer.parseInt(number) > questionCount) {
        problem(row, "number", shortened(number), questionCount);
        number = "";
      } else {
        number = String.valueOf(Integer.parseInt(number));
      }
      if (!number.isEmpty() && !number.equals(previous) && questions.containsKey(number)) {
        problem(row, "twice", number);
      }
      questions.computeIfAbsent(number, any -> new ArrayList<>()).add(row);
      previous = number;
    }
    return questions;
  }

  private void question(
      int number, List<KeyRow> rows, boolean numbersAreChoices, List<QuestionInput> questions) {
    if (rows.size() > MOST_PARTS) {
      problem(rows.getFirst(), "parts", rows.size(), MOST_PARTS);
      return;
    }
    List<PartInput> parts = new ArrayList<>();
    Set<PartKind> kinds = new HashSet<>();
    for (KeyRow row : rows) {
      PartKind kind = kind(row, numbersAreChoices);
      if (kind != null) {
        kinds.add(kind);
        parts.add(part(row, kind));
      }
    }
    BigDecimal points = points(rows);
    boolean textsAlone = kinds.size() == 1 && !kinds.iterator().next().isChoice();
    String type =
        rows.size() == 1 || textsAlone
            ? kinds.stream().findFirst().map(PartKind::name).orElse("")
            : QuestionType.MIXED.name();
    questions.add(new QuestionInput(number, type, points, parts));
  }

  private PartInput part(KeyRow row, PartKind kind) {
    int options = kind.isChoice() ? options(row) : 0;
    if (row.label().length() > LONGEST_LABEL) {
      problem(row, "label", LONGEST_LABEL);
    }
    List<String> letters = kind.isChoice() ? letters(row, kind, options) : List.of();
    List<String> texts = kind == PartKind.SHORT ? texts(row) : List.of();
    if (kind == PartKind.LONG && !row.answer().isBlank()) {
      problem(row, "long");
    }
    return new PartInput(
        kind.name(),
        options,
        row.label().isBlank() ? null : row.label().strip(),
        letters,
        texts,
        credit(row, kind));
  }

  /** Anything but several right choices is right or wrong, and has no rule. */
  private @Nullable String credit(KeyRow row, PartKind kind) {
    String word = words(row.credit());
    if (word.isEmpty() || kind != PartKind.SELECT_ALL) {
      return null;
    }
    for (Map.Entry<SelectAllRule, Set<String>> credit : CREDIT_WORDS.entrySet()) {
      if (credit.getValue().contains(word)) {
        return credit.getKey().name();
      }
    }
    problem(row, "credit", shortened(row.credit()));
    return null;
  }

  private static String words(String cell) {
    return cell.strip().toUpperCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
  }

  private List<String> letters(KeyRow row, PartKind kind, int options) {
    List<String> letters = new ArrayList<>();
    String answer = row.answer().strip().toUpperCase(Locale.ROOT);
    if (answer.isEmpty()) {
      problem(row, "missing");
    }
    for (String word : BETWEEN_LETTERS.split(answer)) {
      // ACD is three letters, 10 is one choice
      List<String> each =
          word.codePoints().allMatch(Character::isDigit)
              ? List.of(word)
              : word.codePoints().mapToObj(Character::toString).toList();
      for (String one : each) {
        String letter = letter(one);
        if (one.isEmpty()) {
          continue;
        }
        if (letter.isEmpty() || LETTERS.indexOf(letter) >= options) {
          problem(row, "letter", shortened(one), options);
          return letters;
        }
        if (letters.contains(letter)) {
          problem(row, "letter-twice", letter);
        }
        letters.add(letter);
      }
    }
    if (kind == PartKind.ONE_CHOICE && letters.size() > 1) {
      problem(row, "one");
    }
    return letters;
  }

  private List<String> texts(KeyRow row) {
    List<String> texts =
        Arrays.stream(row.answer().split("\\|", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .toList();
    if (texts.isEmpty()) {
      problem(row, "missing");
    }
    if (texts.size() > MOST_TEXTS) {
      problem(row, "texts", texts.size(), MOST_TEXTS);
    }
    if (texts.stream().anyMatch(text -> text.length() > LONGEST_TEXT)) {
      problem(row, "text", LONGEST_TEXT);
    }
    return texts;
  }

  /** Of a question, given with any of its parts. */
  private BigDecimal points(List<KeyRow> rows) {
    BigDecimal points = null;
    for (KeyRow row : rows) {
      String given = row.points().strip().replace(',', '.');
      if (given.isEmpty()) {
        continue;
      }
      if (!DECIMAL.matcher(given).matches()
          || new BigDecimal(given).signum() == 0
          || new BigDecimal(given).compareTo(MOST_POINTS) > 0) {
        problem(row, "points", shortened(row.points()));
      } else if (points != null && points.compareTo(new BigDecimal(given)) != 0) {
        problem(row, "points-differ");
      } else {
        points = new BigDecimal(given);
      }
    }
    return points == null ? BigDecimal.ONE : points;
  }

  private int options(KeyRow row) {
    String given = row.options().strip();
    if (given.isEmpty()) {
      return defaultOptions;
    }
    int options = WHOLE.matcher(given).matches() ? Integer.parseInt(given) : 0;
    if (options < Part.FEWEST_OPTIONS || options > Part.MOST_OPTIONS) {
      problem(row, "options", shortened(given), Part.FEWEST_OPTIONS, Part.MOST_OPTIONS);
      return Part.MOST_OPTIONS;
    }
    return options;
  }

  private @Nullable PartKind kind(KeyRow row, boolean numbersAreChoices) {
    String word = row.type().strip().toUpperCase(Locale.ROOT).replace('_', ' ');
    if (word.isEmpty()) {
      return guessed(row.answer().strip().toUpperCase(Locale.ROOT), numbersAreChoices);
    }
    for (Map.Entry<PartKind, Set<String>> kind : WORDS.entrySet()) {
      if (kind.getValue().contains(word)) {
        return kind.getKey();
      }
    }
    problem(row, "type", shortened(row.type()));
    return null;
  }

  /** One letter is one choice, several with something between are several, all else is a text. */
  private static PartKind guessed(String answer, boolean numbersAreChoices) {
    if (numbersAreChoices) {
      return PartKind.ONE_CHOICE;
    }
    String[] words = BETWEEN_LETTERS.split(answer);
    boolean lettersAlone =
        Arrays.stream(words)
            .allMatch(word -> !letter(word).isEmpty() && !CHOICE_NUMBER.matcher(word).matches());
    if (!lettersAlone) {
      return PartKind.SHORT;
    }
    return words.length == 1 ? PartKind.ONE_CHOICE : PartKind.SELECT_ALL;
  }

  /** Where every answer without a type is a number that is offered, they are choices, not texts. */
  private boolean onlyChoiceNumbers(List<KeyRow> rows) {
    List<String> answers =
        rows.stream()
            .filter(row -> row.type().isBlank() && !row.answer().isBlank())
            .map(row -> row.answer().strip())
            .toList();
    return !answers.isEmpty()
        && answers.stream()
            .allMatch(
                answer ->
                    CHOICE_NUMBER.matcher(answer).matches()
                        && Integer.parseInt(answer) <= defaultOptions);
  }

  private boolean isAnswered(KeyRow row) {
    String word = row.type().strip().toUpperCase(Locale.ROOT).replace('_', ' ');
    return !row.answer().isBlank() || WORDS.getOrDefault(PartKind.LONG, Set.of()).contains(word);
  }

  /** The letter of {@code A}, {@code ①} or {@code 1}; empty for anything else. */
  private static String letter(String text) {
    int place =
        text.length() != 1 && !text.equals("10")
            ? -1
            : CHOICE_NUMBER.matcher(text).matches()
                ? Integer.parseInt(text) - 1
                : Math.max(LETTERS.indexOf(text), CIRCLED.indexOf(text));
    return place < 0 ? "" : LETTERS.substring(place, place + 1);
  }

  private void problem(KeyRow row, String message, Object... values) {
    problems.add(
        new KeyRow.Problem(
            row.line(),
            "key.error." + message,
            Arrays.stream(values).map(String::valueOf).toList()));
  }

  private static String shortened(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}
