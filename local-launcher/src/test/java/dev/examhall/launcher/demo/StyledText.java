package dev.examhall.launcher.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One piece of text with inline marks (*bold*, _italic_, {___}), broken into lines of a width. */
record StyledText(List<Line> lines) {

  /** Width of the line drawn where a word is to be filled in, in points. */
  private static final float GAP_WIDTH = 58;

  private static final String GAP_MARK = "{___}";

  enum Face {
    REGULAR,
    BOLD,
    ITALIC,
    BOLD_ITALIC;

    static Face of(boolean bold, boolean italic) {
      return bold ? (italic ? BOLD_ITALIC : BOLD) : (italic ? ITALIC : REGULAR);
    }
  }

  /** Measures text, in points for a font size of 1. */
  interface Widths {
    float of(String text, Face face) throws IOException;
  }

  /** A run of one face at x points from the line's start; a gap has no text but a width. */
  record Run(String text, Face face, float x, float width, boolean gap) {}

  record Line(List<Run> runs, float width) {}

  float width() {
    return (float) lines.stream().mapToDouble(Line::width).max().orElse(0);
  }

  static StyledText wrap(String text, float size, float width, Face base, Widths widths)
      throws IOException {
    List<Line> lines = new ArrayList<>();
    List<Run> line = new ArrayList<>();
    float space = widths.of(" ", Face.REGULAR) * size;
    float x = 0;
    boolean bold = base == Face.BOLD;
    boolean italic = base == Face.ITALIC;
    for (String word : text.split(" ", -1)) {
      // A word can change face in its middle ("*d*{___}"), so it is measured piece by piece.
      List<Run> pieces = new ArrayList<>();
      float wordWidth = 0;
      StringBuilder piece = new StringBuilder();
      for (int i = 0; i <= word.length(); i++) {
        boolean end = i == word.length();
        boolean gap = !end && word.startsWith(GAP_MARK, i);
        boolean mark = !end && !gap && (word.charAt(i) == '*' || word.charAt(i) == '_');
        if (!end && !gap && !mark) {
          piece.append(word.charAt(i));
          continue;
        }
        if (!piece.isEmpty()) {
          Face face = Face.of(bold, italic);
          float pieceWidth = widths.of(piece.toString(), face) * size;
          pieces.add(new Run(piece.toString(), face, wordWidth, pieceWidth, false));
          wordWidth += pieceWidth;
          piece.setLength(0);
        }
        if (gap) {
          pieces.add(new Run("", Face.REGULAR, wordWidth, GAP_WIDTH, true));
          wordWidth += GAP_WIDTH;
          i += GAP_MARK.length() - 1;
        } else if (mark && word.charAt(i) == '*') {
          bold = !bold;
        } else if (mark) {
          italic = !italic;
        }
      }
      if (x > 0 && x + wordWidth > width) {
        lines.add(new Line(List.copyOf(line), x - space));
        line.clear();
        x = 0;
      }
      for (Run run : pieces) {
        line.add(new Run(run.text(), run.face(), x + run.x(), run.width(), run.gap()));
      }
      x += wordWidth + space;
    }
    lines.add(new Line(List.copyOf(line), x - space));
    return new StyledText(List.copyOf(lines));
  }
}
