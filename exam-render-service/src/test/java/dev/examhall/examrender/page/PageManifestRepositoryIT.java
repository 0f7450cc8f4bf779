package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.RunningService;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RunningService
class PageManifestRepositoryIT {

  @Autowired private KeptManifests kept;

  @Test
  void givesBackTheLastManifestOfAPage() {
    assertThat(kept.find("kept_page").block()).isNull();

    kept.keep("kept_page", manifest("/assets/a.js")).block();
    kept.keep("kept_page", manifest("/assets/b.js")).block();

    assertThat(kept.find("kept_page").block()).isEqualTo(manifest("/assets/b.js"));
  }

  private static PageManifest manifest(String script) {
    return new PageManifest(
        "",
        List.of(new PageHead.Style("/assets/a.css", "sha384-a")),
        List.of(new PageHead.Script(script, "sha384-b", "module", "defer")),
        List.of(new PageHead.ModulePreload("/assets/chunks/c.js", null)),
        Map.of("integrity", Map.of("/assets/chunks/c.js", "sha384-c")),
        Map.of("pdfjs", "/assets/pdfjs/"));
  }
}
