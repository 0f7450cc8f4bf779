package dev.examhall.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.CheckedNode;
import com.microsoft.playwright.Page;
import java.util.List;

/** Asks axe-core what is not accessible in each theme. */
final class Axe {

  private static final List<String> THEMES = List.of("light", "dark", "contrast");
  private static final List<String> COLOUR_RULES = List.of("color-contrast", "link-in-text-block");

  /**
   * Colours in the middle of a transition are nobody's. Transitions are ended, not waited for: now
   * and then Chromium runs one on and on.
   */
  private static final String SETTLED =
      """
      async () => {
        await new Promise(frame => requestAnimationFrame(() => requestAnimationFrame(frame)));
        document.getAnimations()
          .filter(a => Number.isFinite(a.effect.getComputedTiming().endTime))
          .forEach(a => a.finish());
      }\
      """;

  private Axe() {}

  /** Nothing on the whole page, whose state is called so where something is found. */
  static void assertFindsNothing(Page page, String state) {
    assertFindsNothingIn(page, "html", state);
  }

  /**
   * Nothing in the part that a CSS selector names: enough for a dialog over a page that was looked
   * at before. The theme is put where the display settings put it.
   */
  static void assertFindsNothingIn(Page page, String part, String state) {
    for (String theme : THEMES) {
      page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme);
      page.evaluate(SETTLED);
      // pages have no frames: without this axe opens another page for each look
      AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true).include(part);
      // what is not about colours is the same in each theme
      List<String> found =
          (theme.equals(THEMES.getFirst()) ? axe : axe.withRules(COLOUR_RULES))
              .analyze().getViolations().stream()
                  .map(
                      rule ->
                          rule.getId()
                              + ": "
                              + rule.getNodes().stream()
                                  .map(CheckedNode::getHtml)
                                  .limit(4)
                                  .toList())
                  .toList();
      assertThat(found).as("%s, %s theme", state, theme).isEmpty();
    }
    page.evaluate("() => { delete document.documentElement.dataset.theme; }");
  }
}
