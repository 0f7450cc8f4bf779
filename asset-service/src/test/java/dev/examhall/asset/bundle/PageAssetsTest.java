package dev.examhall.asset.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.asset.bundle.BundleManifest.Loading;
import dev.examhall.asset.bundle.BundleManifest.Page;
import dev.examhall.asset.bundle.BundleManifest.Script;
import dev.examhall.asset.bundle.BundleManifest.StoredFile;
import dev.examhall.asset.bundle.BundleManifest.Variant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageAssetsTest {
  private static final BundleManifest MANIFEST =
      new BundleManifest(
          "r1",
          "pdf.worker-W.js",
          "pdfjs-5/",
          List.of(
              new Page(
                  "home",
                  List.of("base-B.css", "home-H.css"),
                  List.of(new Script("home-H.js", Loading.ASYNC)),
                  List.of("chunks/a-A.js"),
                  List.of("chunks/a-A.js", "chunks/lazy-L.js"),
                  40)),
          List.of(
              file("base-B.css"),
              file("home-H.css"),
              file("home-H.js"),
              file("chunks/a-A.js"),
              file("chunks/lazy-L.js")),
          List.of());

  @Test
  void tellsAllThatAHeadNeeds() {
    PageAssets assets = PageAssets.ofAllPages(MANIFEST, "").get("home");

    assertThat(assets)
        .isEqualTo(
            new PageAssets(
                "home",
                "r1",
                "",
                List.of(
                    new PageAssets.Style("/assets/base-B.css", "sha384-base-B.css"),
                    new PageAssets.Style("/assets/home-H.css", "sha384-home-H.css")),
                List.of(
                    new PageAssets.Script(
                        "/assets/home-H.js", "sha384-home-H.js", "module", "async")),
                List.of(
                    new PageAssets.ModulePreload("/assets/chunks/a-A.js", "sha384-chunks/a-A.js")),
                new PageAssets.ImportMap(
                    Map.of(),
                    Map.of(
                        "/assets/chunks/a-A.js", "sha384-chunks/a-A.js",
                        "/assets/chunks/lazy-L.js", "sha384-chunks/lazy-L.js")),
                Map.of("pdfWorker", "/assets/pdf.worker-W.js", "pdfjs", "/assets/pdfjs-5/"),
                new PageAssets.Sizes(400, 40)));
  }

  @Test
  void namesTheCdnOnceAndKeepsTheWorkerOnOurOwnOrigin() {
    PageAssets assets = PageAssets.ofAllPages(MANIFEST, "https://cdn.example.org").get("home");

    assertThat(assets.base()).isEqualTo("https://cdn.example.org");
    assertThat(assets.styles()).allMatch(style -> style.href().startsWith("/assets/"));
    assertThat(assets.importMap().integrity().keySet())
        .allMatch(module -> module.startsWith("https://cdn.example.org/assets/"));
    assertThat(assets.resources().values()).allMatch(path -> path.startsWith("/assets/"));
  }

  private static StoredFile file(String name) {
    return new StoredFile(
        name,
        "text/plain",
        "sha384-" + name,
        Map.of(ContentEncoding.IDENTITY, new Variant("\"e\"", 0, 100)));
  }
}
