package dev.examhall.examrender.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateChainsTest {

  private static final String LAYOUT = "@param gg.jte.Content content\n";

  private final Map<String, String> sources =
      new HashMap<>(
          Map.of(
              "page/exam", "@template.layout.site(content = @`@template.page.part.table()`)",
              "page/part/table", "@template.component.icon(name = \"x\")",
              "page/other", "nothing",
              "layout/site", LAYOUT + "@template.layout.brand() @template.layout.base(c = @``)",
              "layout/base", LAYOUT,
              "layout/brand", "brand",
              "component/icon", "icon"));

  @Test
  void followsLayoutsOutwardsAndListsTheRest() {
    TemplateChain chain = new TemplateChains(sources).of("exam").orElseThrow();

    assertThat(chain.chain()).containsExactly("page/exam", "layout/site", "layout/base");
    assertThat(chain.partials())
        .containsExactly("component/icon", "layout/brand", "page/part/table");
    assertThat(chain.components()).isEmpty();
  }

  @Test
  void hashesEveryTemplateThatIsReachedAndNoOther() {
    String before = hash("exam");

    sources.put("page/other", "changed");
    assertThat(hash("exam")).isEqualTo(before);

    sources.put("component/icon", "changed");
    assertThat(hash("exam")).isNotEqualTo(before);
  }

  @Test
  void refusesACallOfNothing() {
    sources.put("page/other", "@template.layout.gone()");

    assertThatThrownBy(() -> new TemplateChains(sources))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("page/other")
        .hasMessageContaining("layout/gone");
  }

  @Test
  void knowsTheServicesOwnPages() {
    TemplateChains chains = TemplateChains.ofClassPath();

    assertThat(chains.pages()).contains("home", "student_test", "teacher_dashboard");
    TemplateChain test = chains.of("student_test").orElseThrow();
    assertThat(test.chain()).containsExactly("page/student_test", "layout/base");
    assertThat(test.components())
        .contains("component/pdf_viewer", "component/question", "component/timer");
    assertThat(chains.of("teacher_sessions").orElseThrow().chain())
        .containsExactly("page/teacher_sessions", "layout/teacher", "layout/base");
    assertThat(chains.of("part/session_table")).isEmpty();
    assertThat(chains.of("nowhere")).isEmpty();
  }

  private String hash(String page) {
    return new TemplateChains(sources).of(page).orElseThrow().hash();
  }
}
