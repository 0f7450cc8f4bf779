package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators and makers of services are told exists. */
class DocumentationTest {

  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT|E2E))(?:\\.(\\w+))?`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)[)#]");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k8s/README.md",
        "docs/add-a-service.md",
        "docs/runbooks/restore.md",
        "compose/README.md"
      })
  void namesTestsAndFilesThatThereAre(String document) throws IOException {
    String text = Repository.read(document);
    Set<String> sources = testSources();
    Matcher test = TEST.matcher(text);
    while (test.find()) {
      String file = test.group(1) + ".java";
      assertThat(sources).as(document).anyMatch(source -> source.endsWith('/' + file));
      if (test.group(2) != null) {
        String source =
            sources.stream().filter(each -> each.endsWith('/' + file)).findFirst().orElseThrow();
        assertThat(Repository.read(Path.of(source))).as(document).contains(test.group(2) + "(");
      }
    }
    Matcher link = LINK.matcher(text);
    Path folder = Repository.ROOT.resolve(document).getParent();
    while (link.find()) {
      assertThat(folder.resolve(link.group(1)).normalize()).as(document).exists();
    }
  }

  private static Set<String> testSources() throws IOException {
    Set<String> sources = new HashSet<>();
    Files.walkFileTree(
        Repository.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            return name.equals("target") || name.startsWith(".") && !folder.equals(Repository.ROOT)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().contains("/src/test/") && file.toString().endsWith(".java")) {
              sources.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
