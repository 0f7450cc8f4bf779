package dev.examhall.examrender.page;

import dev.examhall.examrender.text.Languages;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.ObjectMapper;

/** Templates and page heads. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  @Bean
  TemplateEngine templateEngine() {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, null, "dev.examhall.examrender.templates");
    engine.setBinaryStaticContent(true);
    return engine;
  }

  @Bean
  PageHeads pageHeads(
      PageManifestClient client, PageAssetsProperties properties, ObjectMapper json) {
    return new PageHeads(client, new PageHeadFactory(json), properties);
  }

  @Bean
  PageRenderer pageRenderer(TemplateEngine templates, PageHeads heads, Languages languages) {
    return new PageRenderer(templates, heads, languages);
  }
}
