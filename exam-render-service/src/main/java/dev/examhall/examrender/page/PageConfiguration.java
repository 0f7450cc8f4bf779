package dev.examhall.examrender.page;

import dev.examhall.cacheclient.CacheFences;
import dev.examhall.cacheclient.CacheKey;
import dev.examhall.examrender.component.TemplateService;
import dev.examhall.examrender.text.Languages;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.resolve.DirectoryCodeResolver;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.ObjectMapper;

/** Templates and page heads. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  private static final String TEMPLATES = "dev.examhall.examrender.templates";
  private static final Logger log = LoggerFactory.getLogger(PageConfiguration.class);

  @Bean
  TemplateEngine templateEngine(PageProperties properties) throws IOException {
    Path sources = properties.templates();
    TemplateEngine engine =
        sources == null
            ? TemplateEngine.createPrecompiled(null, ContentType.Html, null, TEMPLATES)
            : TemplateEngine.create(
                new DirectoryCodeResolver(sources),
                compiled(),
                ContentType.Html,
                PageConfiguration.class.getClassLoader(),
                TEMPLATES + ".development");
    engine.setBinaryStaticContent(true);
    return engine;
  }

  /** While templates are worked on: their classes, for this process alone. */
  private static Path compiled() throws IOException {
    Path folder = Files.createTempDirectory("examhall-templates");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
    return folder;
  }

  @Bean
  PageHeads pageHeads(
      PageManifestClient client,
      KeptManifests kept,
      PageAssetsProperties properties,
      ObjectMapper json) {
    return new PageHeads(client, kept, new PageHeadFactory(json), properties);
  }

  @Bean
  PageSpans pageSpans(ObservationRegistry observations) {
    return new PageSpans(observations);
  }

  @Bean
  PageRenderer pageRenderer(
      TemplateEngine templates, PageHeads heads, Languages languages, PageSpans spans) {
    return new PageRenderer(templates, heads, languages, spans);
  }

  @Bean
  StudentTestPage studentTestPage(
      PageRenderer pages,
      TemplateService components,
      ObjectMapper json,
      PageSpans spans,
      PageProperties properties,
      CacheFences fences) {
    return new StudentTestPage(
        pages,
        components,
        json,
        spans,
        properties,
        exam -> fences.of(CacheKey.of("exam", exam, StudentTestPage.NAME)));
  }

  /** So that the exam page can be shown even if asset-service goes away before its first view. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> learnExamPage(PageHeads heads) {
    return ready ->
        heads
            .learn(StudentTestPage.NAME)
            .subscribe(
                head -> {}, failure -> log.warn("The exam page's assets are not known", failure));
  }
}
