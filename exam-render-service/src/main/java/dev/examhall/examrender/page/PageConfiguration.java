package dev.examhall.examrender.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.ObjectMapper;

/** Templates, message files and page heads. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  private static final Pattern LANGUAGE_SUFFIX = Pattern.compile("_[a-z]{2}(_[A-Z]{2})?$");

  @Bean
  TemplateEngine templateEngine() {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, null, "dev.examhall.examrender.templates");
    engine.setBinaryStaticContent(true);
    return engine;
  }

  /** Every file in {@code messages/} counts, so that a page brings its own. */
  @Bean
  MessageSource messageSource() throws IOException {
    Resource[] files =
        new PathMatchingResourcePatternResolver().getResources("classpath*:messages/*.properties");
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasenames(
        Arrays.stream(files)
            .map(file -> Objects.requireNonNull(file.getFilename()).replace(".properties", ""))
            .map(name -> "messages/" + LANGUAGE_SUFFIX.matcher(name).replaceFirst(""))
            .distinct()
            .sorted()
            .toArray(String[]::new));
    messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  @Bean
  Languages languages(MessageSource messages) {
    return new Languages(messages);
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
