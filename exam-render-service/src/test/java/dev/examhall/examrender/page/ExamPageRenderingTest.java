package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That what is compared is the same page, and that the comparison still runs. */
class ExamPageRenderingTest {

  /** One engine writes {@code hidden}, the other {@code hidden="hidden"}. */
  private static final Set<String> WITHOUT_VALUE = Set.of("checked", "inert", "hidden", "defer");

  @Test
  void everyWayGivesTheSameDocument() throws IOException {
    ExamPageRendering ways = new ExamPageRendering();

    List<String> copied = document(unpacked(ways.kept()));

    assertThat(copied).hasSizeGreaterThan(1500).contains("input name=q1.0 type=radio value=E");
    assertThat(document(ways.renderedByJte())).isEqualTo(copied);
    assertThat(document(ways.renderedByThymeleaf())).isEqualTo(copied);
  }

  @Test
  void canBeMeasured() throws RunnerException {
    assertThat(
            new Runner(
                    new OptionsBuilder()
                        .include(ExamPageRendering.class.getName() + "\\..*")
                        .mode(Mode.SingleShotTime)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run())
        .hasSize(5);
  }

  private static byte[] unpacked(ByteBuf page) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteBufInputStream(page, true))) {
      return in.readAllBytes();
    }
  }

  /** Elements, sorted attributes and texts, one a line, without the white space between them. */
  private static List<String> document(byte[] html) {
    List<String> lines = new ArrayList<>();
    add(lines, Jsoup.parse(new String(html, StandardCharsets.UTF_8)));
    return lines;
  }

  private static void add(List<String> lines, Node node) {
    switch (node) {
      case Element element ->
          lines.add(
              element.tagName()
                  + element.attributes().asList().stream()
                      .map(ExamPageRenderingTest::text)
                      .sorted()
                      .collect(Collectors.joining()));
      case TextNode text -> {
        if (!text.isBlank()) {
          lines.add("'" + text.text().strip());
        }
      }
      case DataNode data -> lines.add("'" + data.getWholeData().strip());
      default -> lines.add(node.nodeName() + " " + node);
    }
    node.childNodes().forEach(child -> add(lines, child));
    if (node instanceof Element) {
      lines.add("/");
    }
  }

  private static String text(Attribute attribute) {
    return " "
        + attribute.getKey()
        + (WITHOUT_VALUE.contains(attribute.getKey()) ? "" : "=" + attribute.getValue());
  }
}
