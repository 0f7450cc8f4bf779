package dev.examhall.launcher.demo;

import dev.examhall.launcher.demo.Booklet.Block;
import dev.examhall.launcher.demo.StyledText.Face;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.EnumMap;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;

/**
 * Sets the demo booklet as a PDF: A4, Liberation Sans (SIL Open Font License, from PDF.js's
 * archive) embedded as subsets. The same text gives the same bytes. Run by {@code make-booklet.sh}.
 */
final class BookletMaker {

  private static final Color INK = new Color(0x1d2430);
  private static final Color MUTED = new Color(0x5d6675);
  private static final Color ACCENT = new Color(0x1f4f66);
  private static final Color TINT = new Color(0xeef3f5);
  private static final Color PAPER = new Color(0xf7f5f0);
  private static final Color RULE = new Color(0xc9d1d8);

  private static final float WIDTH = PDRectangle.A4.getWidth();
  private static final float HEIGHT = PDRectangle.A4.getHeight();
  private static final float LEFT = 62;
  private static final float RIGHT = WIDTH - 58;
  private static final float COLUMN = RIGHT - LEFT;
  private static final float TOP = HEIGHT - 76;
  private static final float BOTTOM = 62;
  private static final float NUMBER_INDENT = 28;
  private static final float BODY = 10.4f;
  private static final float LEADING = 14.2f;

  /** The most that a gap between two questions may grow when a page is not full. */
  private static final float MAX_STRETCH = 26;

  private static final Pattern HANGING = Pattern.compile("(\\([a-z0-9]\\)|\\d+\\.)\\s+(.*)");

  private interface Draw {
    /** Draws with the block's upper edge at {@code top}. */
    void at(float top) throws IOException;
  }

  /** A laid out block: its height, the space above it, whether that space may grow. */
  private record Item(float before, boolean stretches, float height, Draw draw) {
    Item withFixedSpace() {
      return new Item(before, false, height, draw);
    }
  }

  private final PDDocument document;
  private final Map<Face, PDFont> fonts = new EnumMap<>(Face.class);
  private PDPageContentStream canvas;

  @SuppressWarnings("NullAway.Init") // the canvas is set before each page is laid out
  private BookletMaker(PDDocument document) throws IOException {
    this.document = document;
    for (Map.Entry<Face, String> face :
        Map.of(
                Face.REGULAR, "Regular",
                Face.BOLD, "Bold",
                Face.ITALIC, "Italic",
                Face.BOLD_ITALIC, "BoldItalic")
            .entrySet()) {
      fonts.put(face.getKey(), font(face.getValue()));
    }
  }

  /** Arguments: the text, the PDF to write. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path pdf = Path.of(arguments[1]);
    try (OutputStream out = Files.newOutputStream(pdf)) {
      make(Booklet.read(Path.of(arguments[0])), out);
    }
    try (PDDocument made = Loader.loadPDF(pdf.toFile())) {
      System.out.printf(
          "%s: %d pages, %d bytes%n", pdf.getFileName(), made.getNumberOfPages(), Files.size(pdf));
    }
  }

  static void make(Booklet booklet, OutputStream out) throws IOException {
    try (PDDocument document = new PDDocument()) {
      describe(document);
      BookletMaker maker = new BookletMaker(document);
      String part = "";
      for (int i = 0; i < booklet.pages().size(); i++) {
        Booklet.Page page = booklet.pages().get(i);
        for (Block block : page.blocks()) {
          if (block instanceof Block.Part started) {
            part = "Part " + started.number() + "  ·  " + started.name();
          }
        }
        maker.page(page, part, i + 1, booklet.pages().size());
      }
      document.save(out, CompressParameters.DEFAULT_COMPRESSION);
    }
  }

  private static void describe(PDDocument document) {
    Calendar written = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    written.clear();
    written.set(2026, Calendar.NOVEMBER, 22);
    PDDocumentInformation information = document.getDocumentInformation();
    information.setTitle("English placement test, form B");
    information.setAuthor("Examhall");
    information.setCreationDate(written);
    information.setModificationDate(written);
    document.getDocumentCatalog().setLanguage("en");
    document.setDocumentId(20261122L);
  }

  private PDFont font(String face) throws IOException {
    String path =
        "/META-INF/resources/webjars/pdfjs-dist/5.4.624/standard_fonts/LiberationSans-%s.ttf"
            .formatted(face);
    try (InputStream in = BookletMaker.class.getResourceAsStream(path)) {
      return PDType0Font.load(document, Objects.requireNonNull(in, path), true);
    }
  }

  private void page(Booklet.Page page, String part, int number, int of) throws IOException {
    PDPage sheet = new PDPage(PDRectangle.A4);
    document.addPage(sheet);
    try (PDPageContentStream stream = new PDPageContentStream(document, sheet)) {
      canvas = stream;
      if (!page.cover()) {
        frame(part, number, of);
      }
      List<Item> items = new ArrayList<>();
      boolean belongsToPrevious = false;
      for (Block block : page.blocks()) {
        Item item = layOut(block, LEFT, COLUMN);
        items.add(belongsToPrevious ? item.withFixedSpace() : item);
        belongsToPrevious = block instanceof Block.Part || block instanceof Block.Instruction;
      }
      place(items, page.cover() ? HEIGHT - 88 : TOP, number);
    }
  }

  private void place(List<Item> items, float top, int page) throws IOException {
    float used = 0;
    int stretching = 0;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      used += item.height() + (i == 0 ? 0 : item.before());
      stretching += i > 0 && item.stretches() ? 1 : 0;
    }
    float left = top - BOTTOM - used;
    if (left < 0) {
      throw new IllegalStateException("page %d is %.0f points too long".formatted(page, -left));
    }
    float stretch = stretching == 0 ? 0 : Math.min(MAX_STRETCH, left / stretching);
    float y = top;
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      y -= i == 0 ? 0 : item.before() + (item.stretches() ? stretch : 0);
      item.draw().at(y);
      y -= item.height();
    }
  }

  private void frame(String part, int number, int of) throws IOException {
    line("English placement test  ·  Form B", LEFT, HEIGHT - 46, 8.4f, Face.REGULAR, MUTED);
    float width = width(part, Face.BOLD, 8.4f);
    line(part, RIGHT - width, HEIGHT - 46, 8.4f, Face.BOLD, ACCENT);
    rule(LEFT, RIGHT, HEIGHT - 53, 0.6f, RULE);
    String page = number + " / " + of;
    line(page, (WIDTH - width(page, Face.REGULAR, 9)) / 2, 34, 9, Face.REGULAR, MUTED);
  }

  private Item layOut(Block block, float x, float width) throws IOException {
    return switch (block) {
      case Block.Kicker b -> plain(b.text(), x, width, 13, Face.BOLD, ACCENT, 0);
      case Block.Title b -> plain(b.text(), x, width, 46, Face.BOLD, INK, 10);
      case Block.Subtitle b -> plain(b.text(), x, width, 15, Face.REGULAR, MUTED, 6);
      case Block.Facts b -> facts(b.facts(), x, width);
      case Block.Heading b -> plain(b.text(), x, width, 14, Face.BOLD, ACCENT, 26);
      case Block.Bullet b -> bullet(b.text(), x, width);
      case Block.Note b -> note(b.text(), x, width);
      case Block.Part b -> part(b.number(), b.name(), x);
      case Block.Instruction b -> instruction(b.text(), x, width);
      case Block.Track b -> track(b, x, width);
      case Block.Passage b -> passage(b.title(), b.blocks(), x, width);
      case Block.Table b -> table(b.weights(), b.rows(), x, width);
      case Block.Box b -> box(b.lines(), x, width);
      case Block.Paragraph b -> paragraph(b.text(), x, width);
      case Block.Options b -> options(b.texts(), x, width);
      case Block.Question b -> question(b, x, width);
      case Block.Space b -> new Item(0, true, 7, top -> {});
      case Block.Ending b -> ending(b.text(), x, width);
    };
  }

  private Item plain(
      String text, float x, float width, float size, Face face, Color color, float before)
      throws IOException {
    StyledText styled = StyledText.wrap(text, size, width, face, this::unitWidth);
    float leading = size * 1.34f;
    return new Item(
        before,
        false,
        styled.lines().size() * leading,
        top -> draw(styled, x, top, size, leading, color));
  }

  private Item instruction(String text, float x, float width) throws IOException {
    Item item = plain(text, x, width, BODY, Face.BOLD, ACCENT, 20);
    return new Item(item.before(), true, item.height() + 2, item.draw());
  }

  private Item paragraph(String text, float x, float width) throws IOException {
    Matcher hanging = HANGING.matcher(text);
    if (hanging.matches()) {
      Item rest = plain(hanging.group(2), x + 20, width - 20, BODY, Face.REGULAR, INK, 3);
      return new Item(
          3,
          false,
          rest.height(),
          top -> {
            line(hanging.group(1), x, baseline(top, BODY, LEADING), BODY, Face.REGULAR, INK);
            rest.draw().at(top);
          });
    }
    float indent = text.startsWith("    ") ? 20 : 0;
    return plain(text.strip(), x + indent, width - indent, BODY, Face.REGULAR, INK, 2);
  }

  private Item part(int number, String name, float x) {
    return new Item(
        0,
        false,
        34,
        top -> {
          line("Part " + number, x, top - 22, 21, Face.REGULAR, MUTED);
          float after = x + width("Part " + number + "  ", Face.REGULAR, 21);
          line(name, after, top - 22, 21, Face.BOLD, INK);
        });
  }

  private Item facts(List<String> facts, float x, float width) {
    float cell = width / facts.size();
    return new Item(
        24,
        false,
        52,
        top -> {
          for (int i = 0; i < facts.size(); i++) {
            float left = x + i * cell;
            fill(left, top - 52, cell - (i == facts.size() - 1 ? 0 : 10), 52, TINT);
            String[] figureAndUnit = facts.get(i).split(" ", 2);
            line(figureAndUnit[0], left + 16, top - 33, 22, Face.BOLD, ACCENT);
            float after = left + 22 + width(figureAndUnit[0], Face.BOLD, 22);
            line(figureAndUnit[1], after, top - 33, 11, Face.REGULAR, INK);
          }
        });
  }

  private Item bullet(String text, float x, float width) throws IOException {
    Item item = plain(text, x + 16, width - 16, 11, Face.REGULAR, INK, 5);
    return new Item(
        5,
        false,
        item.height(),
        top -> {
          fill(x + 2, top - 9.6f, 4, 4, ACCENT);
          item.draw().at(top);
        });
  }

  private Item note(String text, float x, float width) throws IOException {
    Item item = plain(text, x + 16, width - 32, 11, Face.ITALIC, INK, 0);
    float height = item.height() + 22;
    return new Item(
        24,
        false,
        height,
        top -> {
          fill(x, top - height, width, height, PAPER);
          fill(x, top - height, 3, height, ACCENT);
          item.draw().at(top - 11);
        });
  }

  private Item ending(String text, float x, float width) {
    return new Item(
        26,
        false,
        18,
        top -> {
          float text1 = width(text, Face.BOLD, 11);
          float middle = x + width / 2;
          line(text, middle - text1 / 2, top - 12, 11, Face.BOLD, MUTED);
          rule(x + 60, middle - text1 / 2 - 14, top - 8, 0.6f, RULE);
          rule(middle + text1 / 2 + 14, x + width - 60, top - 8, 0.6f, RULE);
        });
  }

  private Item track(Block.Track track, float x, float width) {
    return new Item(
        18,
        true,
        32,
        top -> {
          fill(x, top - 32, width, 32, ACCENT);
          triangle(x + 14, top - 16);
          float at = x + 32;
          String name = "Track " + track.number();
          line(name, at, top - 20.5f, 12.5f, Face.BOLD, Color.WHITE);
          at += width(name, Face.BOLD, 12.5f) + 14;
          line(track.about(), at, top - 20, BODY, Face.REGULAR, Color.WHITE);
          String range = "Questions " + track.first() + "–" + track.last();
          float rangeWidth = width(range, Face.BOLD, BODY);
          line(range, x + width - 14 - rangeWidth, top - 20, BODY, Face.BOLD, Color.WHITE);
        });
  }

  private Item passage(String title, List<Block> blocks, float x, float width) throws IOException {
    float inset = 18;
    List<Item> items = new ArrayList<>();
    items.add(plain(title, x + inset, width - 2 * inset, 14, Face.BOLD, INK, 0));
    items.add(new Item(0, false, 6, top -> {}));
    for (Block block : blocks) {
      items.add(layOut(block, x + inset, width - 2 * inset));
    }
    float height = stackHeight(items) + 2 * 14;
    return new Item(
        10,
        false,
        height,
        top -> {
          fill(x, top - height, width, height, PAPER);
          fill(x, top - height, 3, height, ACCENT);
          drawStack(items, top - 14);
        });
  }

  private Item table(List<Double> weights, List<List<String>> rows, float x, float width)
      throws IOException {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    List<Item> items = new ArrayList<>();
    for (int row = 0; row < rows.size(); row++) {
      Face face = row == 0 ? Face.BOLD : Face.REGULAR;
      Color color = row == 0 ? MUTED : INK;
      List<Item> cells = new ArrayList<>();
      float left = x;
      for (int column = 0; column < weights.size(); column++) {
        float cell = (float) (width * weights.get(column) / sum);
        cells.add(plain(rows.get(row).get(column), left, cell - 10, BODY, face, color, 0));
        left += cell;
      }
      float height = (float) cells.stream().mapToDouble(Item::height).max().orElse(0) + 9;
      items.add(
          new Item(
              0,
              false,
              height,
              top -> {
                for (Item cell : cells) {
                  cell.draw().at(top - 4);
                }
                rule(x, x + width, top - height, 0.6f, RULE);
              }));
    }
    return new Item(16, false, stackHeight(items), top -> drawStack(items, top));
  }

  private Item box(List<String> lines, float x, float width) throws IOException {
    List<Item> items = new ArrayList<>();
    for (String line : lines) {
      items.add(plain(line, x + 14, width - 28, BODY, Face.REGULAR, INK, 3));
    }
    float height = stackHeight(items) + 18;
    float boxWidth = Math.min(width, 360);
    return new Item(
        7,
        false,
        height + 4,
        top -> {
          canvas.setStrokingColor(RULE);
          canvas.setLineWidth(0.8f);
          canvas.addRect(x, top - height, boxWidth, height);
          canvas.stroke();
          drawStack(items, top - 9);
        });
  }

  private Item options(List<String> texts, float x, float width) throws IOException {
    float letter = 19;
    float widest = 0;
    for (String text : texts) {
      widest =
          Math.max(
              widest, StyledText.wrap(text, BODY, 10_000, Face.REGULAR, this::unitWidth).width());
    }
    int columns = 1;
    for (int candidate : new int[] {texts.size(), 3, 2}) {
      // A lone option on the last row looks like a slip.
      boolean tidy = texts.size() % candidate != 1;
      if (tidy && widest + letter + 18 <= width / candidate) {
        columns = candidate;
        break;
      }
    }
    float cell = width / columns;
    int across = columns;
    List<Item> cells = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      float left = x + (i % across) * cell;
      String mark = String.valueOf((char) ('A' + i));
      Item text = plain(texts.get(i), left + letter, cell - letter - 6, BODY, Face.REGULAR, INK, 0);
      cells.add(
          new Item(
              0,
              false,
              text.height() + 2.6f,
              top -> {
                line(mark, left, baseline(top, BODY, LEADING), BODY, Face.BOLD, ACCENT);
                text.draw().at(top);
              }));
    }
    List<Float> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i += across) {
      float height = 0;
      for (Item item : cells.subList(i, Math.min(cells.size(), i + across))) {
        height = Math.max(height, item.height());
      }
      rows.add(height);
    }
    float height = (float) rows.stream().mapToDouble(Float::doubleValue).sum();
    return new Item(
        5,
        false,
        height,
        top -> {
          float y = top;
          for (int i = 0; i < cells.size(); i++) {
            cells.get(i).draw().at(y);
            if (i % across == across - 1) {
              y -= rows.get(i / across);
            }
          }
        });
  }

  private Item question(Block.Question question, float x, float width) throws IOException {
    List<Item> items = new ArrayList<>();
    for (Block block : question.body()) {
      items.add(layOut(block, x + NUMBER_INDENT, width - NUMBER_INDENT - 52));
    }
    String points = question.points() + (question.points() == 1 ? " point" : " points");
    return new Item(
        13,
        true,
        stackHeight(items),
        top -> {
          float baseline = baseline(top, BODY, LEADING);
          line(String.valueOf(question.number()), x, baseline, 11.5f, Face.BOLD, ACCENT);
          float pointsWidth = width(points, Face.REGULAR, 8.2f);
          line(points, x + width - pointsWidth, baseline, 8.2f, Face.REGULAR, MUTED);
          drawStack(items, top);
        });
  }

  private static float stackHeight(List<Item> items) {
    float height = 0;
    for (int i = 0; i < items.size(); i++) {
      height += items.get(i).height() + (i == 0 ? 0 : items.get(i).before());
    }
    return height;
  }

  private static void drawStack(List<Item> items, float top) throws IOException {
    float y = top;
    for (int i = 0; i < items.size(); i++) {
      y -= i == 0 ? 0 : items.get(i).before();
      items.get(i).draw().at(y);
      y -= items.get(i).height();
    }
  }

  private void draw(StyledText text, float x, float top, float size, float leading, Color color)
      throws IOException {
    float y = baseline(top, size, leading);
    for (StyledText.Line line : text.lines()) {
      for (StyledText.Run run : line.runs()) {
        if (run.gap()) {
          rule(x + run.x(), x + run.x() + run.width(), y - 2, 0.7f, INK);
        } else {
          line(run.text(), x + run.x(), y, size, run.face(), color);
        }
      }
      y -= leading;
    }
  }

  private static float baseline(float top, float size, float leading) {
    return top - (leading + size * 0.72f) / 2;
  }

  private void line(String text, float x, float y, float size, Face face, Color color)
      throws IOException {
    canvas.beginText();
    canvas.setFont(font(face), size);
    canvas.setNonStrokingColor(color);
    canvas.newLineAtOffset(x, y);
    canvas.showText(text);
    canvas.endText();
  }

  private void rule(float from, float to, float y, float weight, Color color) throws IOException {
    canvas.setStrokingColor(color);
    canvas.setLineWidth(weight);
    canvas.moveTo(from, y);
    canvas.lineTo(to, y);
    canvas.stroke();
  }

  private void fill(float x, float y, float width, float height, Color color) throws IOException {
    canvas.setNonStrokingColor(color);
    canvas.addRect(x, y, width, height);
    canvas.fill();
  }

  private void triangle(float x, float middle) throws IOException {
    canvas.setNonStrokingColor(Color.WHITE);
    canvas.moveTo(x, middle + 6);
    canvas.lineTo(x, middle - 6);
    canvas.lineTo(x + 10, middle);
    canvas.fill();
  }

  private float width(String text, Face face, float size) throws IOException {
    return unitWidth(text, face) * size;
  }

  private float unitWidth(String text, Face face) throws IOException {
    return font(face).getStringWidth(text) / 1000;
  }

  private PDFont font(Face face) {
    return Objects.requireNonNull(fonts.get(face));
  }
}
