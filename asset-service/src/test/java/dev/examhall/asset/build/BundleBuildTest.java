package dev.examhall.asset.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.examhall.asset.build.PageClosures.PageNeeds;
import dev.examhall.asset.bundle.BundleManifest.Loading;
import dev.examhall.asset.bundle.BundleManifest.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real esbuild, on sources that are written here. */
class BundleBuildTest {
  private static final String ESBUILD_VERSION = "0.28.2";

  /** Of the module's own build, so that the binary is there already. */
  private static final Path WORK = Path.of("target/assets");

  @TempDir Path folder;
  private Path sources;

  @BeforeEach
  void twoPagesThatShareAModule() throws IOException {
    sources = folder.resolve("sources");
    source("base/base.css", "@import './tokens.css'; body { color: var(--ink); }");
    source("base/tokens.css", ":root { --ink: #111; }");
    source("components/shared.js", "export const shared = () => document.title + 'shared';");
    source(
        "components/lazy.js",
        "import { shared } from './shared.js'; export const lazy = shared() + 'lazy';");
    source(
        "pages/one.js",
        "import { shared } from '../components/shared.js'; shared();"
            + " import('../components/lazy.js');");
    source(
        "pages/two.js",
        "/* loading: async */ import { shared } from '../components/shared.js'; shared();"
            + " shared();");
    source("pages/two.css", ".two { color: red; }");
    source("pages/three.css", ".three { color: red; }");
  }

  @Test
  void listsWhatEachPageNeeds() throws IOException, InterruptedException {
    List<PageNeeds> pages = build();

    assertThat(pages).extracting(PageNeeds::page).containsExactly("one", "three", "two");
    PageNeeds one = pages.get(0);
    PageNeeds three = pages.get(1);
    PageNeeds two = pages.get(2);
    assertThat(one.styles()).singleElement().asString().matches("base-[A-Z0-9]{8}\\.css");
    assertThat(two.styles()).hasSize(2).first().isEqualTo(one.styles().getFirst());
    assertThat(three.scripts()).isEmpty();
    assertThat(one.scripts())
        .singleElement()
        .satisfies(
            script -> {
              assertThat(script.name()).matches("one-[A-Z0-9]{8}\\.js");
              assertThat(script.loading()).isEqualTo(Loading.DEFER);
            });
    assertThat(two.scripts()).singleElement().extracting("loading").isEqualTo(Loading.ASYNC);
    assertThat(one.modulePreloads()).hasSize(1).isEqualTo(two.modulePreloads());
    assertThat(one.modules()).hasSize(2).containsAll(one.modulePreloads());
    assertThat(two.modules()).isEqualTo(two.modulePreloads());
  }

  @Test
  void namesFilesByTheirContentAlone() throws IOException, InterruptedException {
    List<PageNeeds> before = build();

    source("pages/two.css", ".two { color: blue; }");
    List<PageNeeds> after = build();

    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(2).scripts()).isEqualTo(before.get(2).scripts());
    assertThat(after.get(2).styles().getLast()).isNotEqualTo(before.get(2).styles().getLast());
  }

  @Test
  void bundlesEachWorkerIntoOneClassicScriptUnderItsOwnName()
      throws IOException, InterruptedException {
    source(
        "workers/service-worker.js",
        "import { shared } from '../components/shared.js'; self.named = shared;");

    Path out = bundledWorkers();

    try (Stream<Path> made = Files.list(out)) {
      assertThat(made.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("service-worker.js", "service-worker.js.map");
    }
    assertThat(Files.readString(out.resolve("service-worker.js")))
        .startsWith("(()=>{")
        .contains("shared")
        .doesNotContain("import");
  }

  @Test
  void refusesAWorkerWithTheNameOfAPageAndOneWithAnotherEnding() throws IOException {
    source("workers/one.js", "");
    assertThatThrownBy(this::bundledWorkers)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("workers/one.js has the name of a page");

    Files.delete(sources.resolve("workers/one.js"));
    source("workers/worker.ts", "");
    assertThatThrownBy(this::bundledWorkers)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("workers/worker.ts");
  }

  @Test
  void findsPdfJsByItsPackageName() throws IOException, InterruptedException {
    source("pages/one.js", "import { getDocument } from 'pdfjs-dist'; getDocument('x');");

    PageNeeds one = build().getFirst();

    assertThat(Files.readString(folder.resolve("out").resolve(one.scripts().getFirst().name())))
        .contains("5.4.624");
  }

  @Test
  void saysWhereASyntaxErrorIs() throws IOException {
    source("pages/one.js", "const = 1;");

    assertThatThrownBy(this::build)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("pages/one.js:1:6");
  }

  @Test
  void refusesAnImportOfWhatIsNotThere() throws IOException {
    source("pages/one.js", "import '../components/gone.js';");

    assertThatThrownBy(this::build)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("../components/gone.js");
  }

  @Test
  void refusesAnImportFromAnotherHost() throws IOException {
    source("pages/one.js", "import 'https://cdn.example.org/x.js';");

    assertThatThrownBy(this::build)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("https://cdn.example.org/x.js");
  }

  @Test
  void refusesAFileThatIsNoPage() throws IOException {
    source("pages/Read Me.txt", "x");

    assertThatThrownBy(this::build)
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("pages/Read Me.txt");
  }

  @Test
  void refusesAPageThatIsOverItsBudget() throws IOException {
    Budgets budgets =
        Budgets.read(Files.writeString(folder.resolve("b.json"), "{\"*\": 100, \"big\": 200}"));
    Page big = new Page("big", List.of(), List.of(), List.of(), List.of(), 200);
    Page other = new Page("other", List.of(), List.of(), List.of(), List.of(), 101);

    budgets.check(List.of(big));
    assertThatThrownBy(() -> budgets.check(List.of(big, other)))
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("other takes 101 B")
        .hasMessageNotContaining("big takes");
  }

  @Test
  void refusesAPathThatIsNoEsbuild() {
    assertThatThrownBy(() -> Esbuild.find("/no/such/esbuild", ESBUILD_VERSION, WORK))
        .isInstanceOf(BundleBuildException.class)
        .hasMessageContaining("/no/such/esbuild");
  }

  private List<PageNeeds> build() throws IOException, InterruptedException {
    PdfjsLibrary pdfjs = PdfjsLibrary.extract("5.4.624", WORK);
    PageEntries entries = PageEntries.list(sources);
    EsbuildOutput output =
        Esbuild.find(null, ESBUILD_VERSION, WORK)
            .bundlePages(sources, entries, pdfjs, folder.resolve("out"));
    return new PageClosures(output, entries).pages();
  }

  private Path bundledWorkers() throws IOException, InterruptedException {
    Path out = folder.resolve("workers-out");
    Esbuild.find(null, ESBUILD_VERSION, WORK)
        .bundleWorkers(
            sources, PageEntries.list(sources), PdfjsLibrary.extract("5.4.624", WORK), out);
    return out;
  }

  private void source(String name, String content) throws IOException {
    Path file = sources.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
