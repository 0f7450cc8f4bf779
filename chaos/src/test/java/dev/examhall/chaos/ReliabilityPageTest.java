package dev.examhall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each promise, on the page and in READMEs' tables, names what holds it, and that exists. */
class ReliabilityPageTest {

  private static final Path HOME = home();
  private static final Path PAGE = HOME.resolve("docs/reliability.md");
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".examhall", "node_modules");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern CLASS =
      Pattern.compile("([A-Z]\\w*(?:Test|IT|E2E))(?:\\.(\\w+)(…)?)?");
  private static final Pattern METHOD = Pattern.compile("\\.(\\w+)(…)?");

  /** Sources of tests, by class or file name. */
  private static final Map<String, String> TESTS = new HashMap<>();

  private static final List<Path> READMES = new ArrayList<>();

  record Row(Path page, String promise, String holders) {}

  private static Path home() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("examhall"))) {
      at = at.getParent();
    }
    return at;
  }

  @BeforeAll
  static void readSources() throws IOException {
    Files.walkFileTree(
        HOME,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (file.toString().contains("/src/test/")
                && (name.endsWith(".java") || name.endsWith(".test.js"))) {
              // two modules may have a test of one name
              TESTS.merge(name.replace(".java", ""), Files.readString(file), String::concat);
            } else if (name.equals("README.md")) {
              READMES.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Test
  void everyPromiseNamesTestsThatExist() throws IOException {
    List<Row> rows = new ArrayList<>(rows(PAGE));
    assertThat(rows).hasSizeGreaterThan(15);
    for (Path readme : READMES) {
      rows.addAll(rows(readme));
    }
    assertThat(rows).hasSizeGreaterThan(100);

    List<String> wrong = new ArrayList<>();
    rows.forEach(row -> wrong.addAll(wrong(row)));

    assertThat(wrong).isEmpty();
  }

  @Test
  void theArchitecturesSevenPromisesAreOnThePage() throws IOException {
    Set<String> numbers = new HashSet<>();
    rows(PAGE).forEach(row -> numbers.add(row.promise().substring(0, 2)));

    assertThat(numbers).contains("1.", "2.", "3.", "4.", "5.", "6.", "7.");
  }

  @Test
  void findsATestThatIsNotThereAndAPromiseWithoutOne() {
    assertThat(wrong(new Row(PAGE, "a", "`NobodyWroteThisTest`"))).isNotEmpty();
    assertThat(wrong(new Row(PAGE, "a", "`FaultPlanTest.nobodyWroteThis`"))).isNotEmpty();
    assertThat(wrong(new Row(PAGE, "a", "people who look"))).isNotEmpty();
    assertThat(wrong(new Row(PAGE, "a", "`FaultPlanTest.isTheSameForTheSameSeed`, `.differs…`")))
        .isEmpty();
  }

  /** Rows of tables whose second column is headed 'held by'. */
  private static List<Row> rows(Path page) throws IOException {
    List<Row> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(page)) {
      String[] cells = line.split(" \\| ", -1);
      if (line.startsWith("| ") && cells.length >= 2) {
        String second = cells[1].replace(" |", "").strip();
        if (second.equals("held by")) {
          inside = true;
        } else if (inside) {
          rows.add(new Row(page, cells[0].substring(2), second));
        }
      } else if (!line.startsWith("|---")) {
        inside = false;
      }
    }
    return rows;
  }

  private static List<String> wrong(Row row) {
    List<String> wrong = new ArrayList<>();
    String where = HOME.relativize(row.page()) + ", '" + row.promise() + "': ";
    int holders = 0;
    String source = "";
    Matcher code = CODE.matcher(row.holders());
    while (code.find()) {
      String named = code.group(1);
      Matcher type = CLASS.matcher(named);
      Matcher method = METHOD.matcher(named);
      if (type.matches()) {
        holders++;
        source = TESTS.getOrDefault(type.group(1), "");
        if (source.isEmpty()) {
          wrong.add(where + "there is no test " + type.group(1));
        } else if (type.group(2) != null && !has(source, type.group(2), type.group(3) != null)) {
          wrong.add(where + "there is no " + named);
        }
      } else if (method.matches()) {
        if (!has(source, method.group(1), method.group(2) != null)) {
          wrong.add(where + "there is no " + named + " in the test before it");
        }
      } else if (named.endsWith(".test.js")) {
        holders++;
        if (!TESTS.containsKey(named)) {
          wrong.add(where + "there is no " + named);
        }
      } else if (named.startsWith("./examhall bench") || named.startsWith("bench ")) {
        holders++;
      }
    }
    boolean elsewhere =
        row.holders().matches("(?s).*\\b(benchmarks|end-to-end-tests|figures above|every build).*");
    if (holders == 0 && !elsewhere) {
      wrong.add(where + "names no test: " + row.holders());
    }
    return wrong;
  }

  private static boolean has(String source, String method, boolean isBeginning) {
    return Pattern.compile("void " + Pattern.quote(method) + (isBeginning ? "\\w*" : "") + "\\(")
        .matcher(source)
        .find();
  }
}
