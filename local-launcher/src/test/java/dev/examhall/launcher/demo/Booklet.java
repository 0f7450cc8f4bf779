package dev.examhall.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo booklet as written in {@code booklet.txt}: pages of blocks, before any layout. */
record Booklet(List<Page> pages) {

  record Page(boolean cover, List<Block> blocks) {}

  sealed interface Block {
    record Kicker(String text) implements Block {}

    record Title(String text) implements Block {}

    record Subtitle(String text) implements Block {}

    record Facts(List<String> facts) implements Block {}

    record Heading(String text) implements Block {}

    record Bullet(String text) implements Block {}

    record Note(String text) implements Block {}

    record Part(int number, String name) implements Block {}

    record Instruction(String text) implements Block {}

    record Track(int number, int first, int last, String about) implements Block {}

    record Passage(String title, List<Block> blocks) implements Block {}

    record Table(List<Double> weights, List<List<String>> rows) implements Block {}

    /** Framed lines inside a question, such as a note to complete. */
    record Box(List<String> lines) implements Block {}

    record Paragraph(String text) implements Block {}

    /** The options of one choice part, in the order of their letters from A. */
    record Options(List<String> texts) implements Block {}

    record Question(int number, int points, List<Block> body) implements Block {}

    record Space() implements Block {}

    record Ending(String text) implements Block {}
  }

  private static final Pattern QUESTION = Pattern.compile("(\\d+) \\((\\d+) points?\\)");
  private static final Pattern TRACK = Pattern.compile("(\\d+) Questions (\\d+)–(\\d+) \\| (.+)");
  private static final Pattern OPTION = Pattern.compile("([A-J])\\) (.+)");

  List<Block.Question> questions() {
    return blocks(Block.Question.class);
  }

  List<Block.Track> tracks() {
    return blocks(Block.Track.class);
  }

  private <B extends Block> List<B> blocks(Class<B> type) {
    return pages.stream()
        .flatMap(page -> page.blocks().stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /**
   * @throws IllegalArgumentException naming the line that cannot be read
   */
  static Booklet read(Path file) throws IOException {
    return new Parser(Files.readAllLines(file)).parse();
  }

  private static final class Parser {
    private final Iterator<String> lines;
    private final List<Page> pages = new ArrayList<>();
    private List<Block> target = new ArrayList<>();

    Parser(List<String> lines) {
      this.lines = lines.iterator();
    }

    Booklet parse() {
      while (lines.hasNext()) {
        String line = lines.next();
        if (line.startsWith("@")) {
          int space = line.indexOf(' ');
          command(
              space < 0 ? line : line.substring(0, space),
              space < 0 ? "" : line.substring(space + 1));
        } else if (!line.isBlank() && !line.startsWith("#")) {
          questionLine(line);
        }
      }
      return new Booklet(List.copyOf(pages));
    }

    private void command(String name, String rest) {
      switch (name) {
        case "@cover", "@page" -> startPage(name.equals("@cover"));
        case "@kicker" -> target.add(new Block.Kicker(rest));
        case "@title" -> target.add(new Block.Title(rest));
        case "@subtitle" -> target.add(new Block.Subtitle(rest));
        case "@facts" -> target.add(new Block.Facts(cells(rest)));
        case "@heading" -> target.add(new Block.Heading(rest));
        case "@bullet" -> target.add(new Block.Bullet(rest));
        case "@note" -> target.add(new Block.Note(rest));
        case "@instruction" -> target.add(new Block.Instruction(rest));
        case "@space" -> target.add(new Block.Space());
        case "@ending" -> target.add(new Block.Ending(rest));
        case "@table" -> target.add(table(rest));
        case "@passage" -> target.add(passage(rest));
        case "@box" -> currentQuestion().body().add(new Block.Box(until("@end")));
        case "@part" -> {
          String[] numberAndName = rest.split(" ", 2);
          target.add(new Block.Part(Integer.parseInt(numberAndName[0]), numberAndName[1]));
        }
        case "@track" -> {
          Matcher track = match(TRACK, rest);
          target.add(
              new Block.Track(
                  Integer.parseInt(track.group(1)),
                  Integer.parseInt(track.group(2)),
                  Integer.parseInt(track.group(3)),
                  track.group(4)));
        }
        case "@question" -> {
          Matcher question = match(QUESTION, rest);
          target.add(
              new Block.Question(
                  Integer.parseInt(question.group(1)),
                  Integer.parseInt(question.group(2)),
                  new ArrayList<>()));
        }
        default -> throw new IllegalArgumentException("unknown command: " + name + " " + rest);
      }
    }

    private void startPage(boolean cover) {
      target = new ArrayList<>();
      pages.add(new Page(cover, target));
    }

    private void questionLine(String line) {
      List<Block> body = currentQuestion().body();
      Matcher option = OPTION.matcher(line);
      if (!option.matches()) {
        body.add(new Block.Paragraph(line));
        return;
      }
      char letter = option.group(1).charAt(0);
      if (letter == 'A') {
        body.add(new Block.Options(new ArrayList<>()));
      }
      List<String> options = ((Block.Options) body.getLast()).texts();
      if (letter != 'A' + options.size()) {
        throw new IllegalArgumentException("option out of order: " + line);
      }
      options.add(option.group(2));
    }

    private Block.Question currentQuestion() {
      if (target.getLast() instanceof Block.Question question) {
        return question;
      }
      throw new IllegalArgumentException("text outside a question, after " + target.getLast());
    }

    private Block.Table table(String weights) {
      return new Block.Table(
          List.of(weights.split(" ")).stream().map(Double::valueOf).toList(),
          until("@endtable").stream().map(Parser::cells).toList());
    }

    private Block.Passage passage(String title) {
      List<Block> blocks = new ArrayList<>();
      for (String line = lines.next(); !line.equals("@end"); line = lines.next()) {
        if (line.startsWith("@table ")) {
          blocks.add(table(line.substring("@table ".length())));
        } else if (line.isBlank()) {
          blocks.add(new Block.Space());
        } else {
          blocks.add(new Block.Paragraph(line));
        }
      }
      return new Block.Passage(title, List.copyOf(blocks));
    }

    private List<String> until(String end) {
      List<String> found = new ArrayList<>();
      for (String line = lines.next(); !line.equals(end); line = lines.next()) {
        found.add(line);
      }
      return List.copyOf(found);
    }

    private static List<String> cells(String line) {
      return List.of(line.split(" \\| "));
    }

    private static Matcher match(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("expected " + pattern + " but found: " + text);
      }
      return matcher;
    }
  }
}
