package dev.examhall.examrender.component;

import gg.jte.TemplateEngine;
import io.micrometer.observation.ObservationRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the component system. */
@Configuration(proxyBeanMethods = false)
class ComponentConfiguration {

  private static final Logger log = LoggerFactory.getLogger(TemplateService.class);

  @Bean
  TemplateService templateService(
      TemplateEngine engine,
      ComponentFailures failures,
      TimerProperties timer,
      ObservationRegistry observations) {
    return new TemplateService(
        ComponentTemplates.of(engine), failures, timer.minutes(), observations);
  }

  @Bean
  TemplateChains templateChains() {
    return TemplateChains.ofClassPath();
  }

  /** Errors that are logged with their exception reach error tracking. */
  @Bean
  ComponentFailures componentFailures() {
    return (page, component, failure) ->
        log.atError()
            .setCause(failure)
            .addKeyValue("page", page)
            .addKeyValue("component", component.type())
            .log("A component could not be rendered");
  }
}
