package dev.examhall.activitylog.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;

@Configuration(proxyBeanMethods = false)
class PageConfiguration {

  @Bean
  TemplateEngine templateEngine() {
    TemplateEngine engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, null, "dev.examhall.activitylog.templates");
    engine.setBinaryStaticContent(true);
    return engine;
  }

  @Bean
  ActivitiesPage activitiesPage(TemplateEngine templates) throws IOException {
    return new ActivitiesPage(templates, text("activities.css"), text("activities.js"));
  }

  private static String text(String file) throws IOException {
    return new ClassPathResource(file).getContentAsString(StandardCharsets.UTF_8);
  }
}
