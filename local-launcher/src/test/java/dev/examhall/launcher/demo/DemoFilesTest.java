package dev.examhall.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.launcher.demo.Booklet.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DemoFilesTest {

  private static final List<Integer> ALL_NUMBERS = IntStream.rangeClosed(1, 50).boxed().toList();
  private static final List<String> RANKS =
      List.of("TOP_10", "TOP_20", "TOP_30", "TOP_40", "TOP_50", "BELOW_50");

  private final DemoFiles files = DemoFiles.read();
  private final Booklet booklet;

  DemoFilesTest() throws IOException {
    booklet = Booklet.read(Path.of("src/main/demo/booklet/booklet.txt"));
  }

  @Test
  void bookletAndKeyNumberTheSameFiftyQuestionsOnce() {
    assertThat(booklet.questions()).extracting(Block.Question::number).isEqualTo(ALL_NUMBERS);
    assertThat(key()).extracting(question -> question.get("number").asInt()).isEqualTo(ALL_NUMBERS);
    assertThat(files.exam().get("questionCount").asInt()).isEqualTo(ALL_NUMBERS.size());
  }

  @Test
  void keyOffersTheLettersThatAreInTheBooklet() {
    for (JsonNode question : key()) {
      List<Integer> printed =
          printed(question).body().stream()
              .filter(Block.Options.class::isInstance)
              .map(block -> ((Block.Options) block).texts().size())
              .toList();
      List<Integer> keyed = new ArrayList<>();
      for (JsonNode part : question.get("parts")) {
        if (part.get("kind").asString().endsWith("_ALL")
            || part.get("kind").asString().endsWith("_CHOICE")) {
          keyed.add(part.get("options").asInt());
        }
      }
      assertThat(keyed).as("choices of question %s", question.get("number")).isEqualTo(printed);
    }
  }

  @Test
  void everyRightAnswerIsAmongThoseOffered() {
    for (JsonNode question : key()) {
      for (JsonNode part : question.get("parts")) {
        List<String> choices = strings(part.get("choices"));
        List<String> texts = strings(part.get("texts"));
        String where = "question " + question.get("number");
        switch (part.get("kind").asString()) {
          case "ONE_CHOICE" -> assertThat(choices).as(where).hasSize(1);
          case "SELECT_ALL" -> assertThat(choices).as(where).hasSizeGreaterThan(1).isSorted();
          case "SHORT" -> assertThat(texts).as(where).isNotEmpty().doesNotHaveDuplicates();
          case "LONG" -> assertThat(texts).as(where).isEmpty();
          default -> throw new AssertionError("unknown kind in " + where);
        }
        assertThat(choices)
            .as(where)
            .allMatch(letter -> letter.charAt(0) < 'A' + part.get("options").asInt());
      }
    }
  }

  @Test
  void selectAllQuestionsSaySoInTheBooklet() {
    for (JsonNode question : key()) {
      boolean saysChooseAll =
          printed(question).body().stream()
              .anyMatch(
                  block ->
                      block instanceof Block.Paragraph paragraph
                          && paragraph.text().contains("*Choose all.*"));
      assertThat(saysChooseAll)
          .as("question %s", question.get("number"))
          .isEqualTo(question.get("type").asString().equals("SELECT_ALL"));
    }
  }

  @Test
  void labelledPartsCarryTheBookletsLabels() {
    for (JsonNode question : key()) {
      String text = printed(question).body().toString();
      for (JsonNode part : question.get("parts")) {
        boolean labelled = !part.get("label").isNull();
        assertThat(labelled)
            .as("question %s has labels if it has several parts", question.get("number"))
            .isEqualTo(question.get("parts").size() > 1);
        if (labelled) {
          assertThat(text).contains(part.get("label").asString());
        }
      }
    }
  }

  @Test
  void everyTypeOfQuestionOccurs() {
    assertThat(key())
        .extracting(question -> question.get("type").asString())
        .contains("ONE_CHOICE", "SELECT_ALL", "SHORT", "LONG", "MIXED");
  }

  @Test
  void pointsAreThoseInTheBookletAndAddUpToOneHundred() {
    int sum = 0;
    for (JsonNode question : key()) {
      assertThat(question.get("points").asInt()).isEqualTo(printed(question).points());
      sum += question.get("points").asInt();
    }
    assertThat(sum).isEqualTo(100);
  }

  @Test
  void tracksCoverTheQuestionsThatTheBookletSays() {
    assertThat(files.tracks())
        .extracting(track -> List.of(track.firstQuestion(), track.lastQuestion()))
        .isEqualTo(
            booklet.tracks().stream().map(track -> List.of(track.first(), track.last())).toList());
  }

  @Test
  void tracksAreMp3() {
    for (DemoFiles.Track track : files.tracks()) {
      byte[] audio = files.audio(track);
      assertThat(new String(audio, 0, 3, StandardCharsets.ISO_8859_1)).isEqualTo("ID3");
      assertThat(audio.length).isBetween(200_000, 700_000);
    }
  }

  @Test
  void everyGradeAndRankHasARuleWithALevelAndAnExam() {
    Set<String> mapped = new TreeSet<>();
    files.examMappings().forEach(mapping -> mapped.add(mapping.get("levelCode").asString()));
    Set<String> levels = new TreeSet<>();
    files.levels().forEach(level -> levels.add(level.get("code").asString()));
    Set<String> programs = new TreeSet<>();
    files.levels().forEach(level -> programs.add(level.get("program").asString()));

    Map<String, String> placed = new TreeMap<>();
    for (JsonNode rule : files.rules()) {
      for (int grade = rule.get("gradeFrom").asInt();
          grade <= rule.get("gradeTo").asInt();
          grade++) {
        int worst = RANKS.indexOf(rule.get("rankTo").asString());
        for (int rank = RANKS.indexOf(rule.get("rankFrom").asString()); rank <= worst; rank++) {
          String before =
              placed.put(grade + " " + RANKS.get(rank), rule.get("levelCode").asString());
          assertThat(before).as("two rules for %d %s", grade, RANKS.get(rank)).isNull();
        }
      }
    }

    assertThat(programs).containsExactly("ASCENT", "CORE", "EDGE", "PINNACLE");
    assertThat(placed).hasSize(12 * RANKS.size());
    assertThat(mapped).isEqualTo(levels);
    assertThat(new TreeSet<>(placed.values())).isEqualTo(levels);
  }

  @Test
  void committedPdfHasTwelvePagesWithEveryQuestionInItsPlace() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(files.booklet())) {
      assertThat(pdf.getNumberOfPages()).isEqualTo(12).isEqualTo(booklet.pages().size());
      assertThat(text(pdf)).isEqualTo(textOfNewPdf());
    }
  }

  @Test
  void fontsAreEmbedded() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(files.booklet())) {
      for (PDPage page : pdf.getPages()) {
        for (COSName name : page.getResources().getFontNames()) {
          assertThat(page.getResources().getFont(name).isEmbedded()).as(name.getName()).isTrue();
        }
      }
    }
  }

  @Test
  void sameTextMakesTheSameBytes() throws IOException {
    assertThat(newPdf()).isEqualTo(newPdf());
  }

  private String textOfNewPdf() throws IOException {
    try (PDDocument pdf = Loader.loadPDF(newPdf())) {
      return text(pdf);
    }
  }

  private byte[] newPdf() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BookletMaker.make(booklet, out);
    return out.toByteArray();
  }

  private static String text(PDDocument pdf) throws IOException {
    return new PDFTextStripper().getText(pdf);
  }

  private List<JsonNode> key() {
    List<JsonNode> questions = new ArrayList<>();
    files.answerKey().get("questions").forEach(questions::add);
    return questions;
  }

  private Block.Question printed(JsonNode question) {
    return booklet.questions().get(question.get("number").asInt() - 1);
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(node -> strings.add(node.asString()));
    return strings;
  }
}
