package dev.examhall.examrender.text;

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

/** Message files. */
@Configuration(proxyBeanMethods = false)
class TextConfiguration {

  private static final Pattern LANGUAGE_SUFFIX = Pattern.compile("_[a-z]{2}(_[A-Z]{2})?$");

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
}
