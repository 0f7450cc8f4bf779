package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ScriptJsonTest {

  @Test
  void whatCouldEndTheElementIsEscapedAndStaysTheSameValue() {
    String text = "a < b && c > d </script><!-- \u2028 \u2029 한소라";
    String json = "{\"text\":\"" + text + "\"}";

    String escaped = ScriptJson.escape(json);

    assertThat(escaped).doesNotContain("<", ">", "&", "\u2028", "\u2029");
    assertThat(JsonMapper.shared().readTree(escaped).path("text").asString()).isEqualTo(text);
  }
}
