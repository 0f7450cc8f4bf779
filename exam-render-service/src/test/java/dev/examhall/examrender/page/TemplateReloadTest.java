package dev.examhall.examrender.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.examrender.text.Texts;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

/** Templates in development. */
class TemplateReloadTest {

  @TempDir private Path folder;

  @Test
  void showsATemplateAsItWasSavedLast() throws IOException {
    Path sources = folder.resolve("jte");
    FileSystemUtils.copyRecursively(Path.of("src/main/jte"), sources);
    TemplateEngine engine =
        new PageConfiguration()
            .templateEngine(
                new PageProperties(null, DataSize.ofBytes(0), Duration.ofHours(1), sources));
    assertThat(failedNotice(engine)).contains("component-failed").doesNotContain("saved-again");

    Path template = sources.resolve("component/failed.jte");
    Files.writeString(
        template,
        Files.readString(template).replace("component-failed", "component-failed saved-again"));
    Files.setLastModifiedTime(template, FileTime.from(Instant.now().plusSeconds(2)));

    assertThat(failedNotice(engine)).contains("saved-again");
  }

  private static String failedNotice(TemplateEngine engine) {
    StaticMessageSource messages = new StaticMessageSource();
    messages.setUseCodeAsDefaultMessage(true);
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(
        "component/failed.jte",
        Map.of("type", "timer", "texts", new Texts(messages, Locale.ENGLISH)),
        output);
    return new String(output.toByteArray(), StandardCharsets.UTF_8);
  }
}
