package dev.examhall.asset.media;

import dev.examhall.identity.InternalSecrets;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Wires media. */
@Configuration(proxyBeanMethods = false)
class MediaConfiguration {

  @Bean
  @ConditionalOnProperty(
      name = "examhall.media.store",
      havingValue = "folder",
      matchIfMissing = true)
  MediaStore mediaStore(MediaProperties properties, Clock clock) throws IOException {
    return new FolderMediaStore(properties.folder(), clock);
  }

  @Bean
  MediaLinks mediaLinks(MediaStore store) {
    return new MediaLinks(store);
  }

  @Bean
  StoreMedia storeMedia(MediaStore store, MediaProperties properties, Scheduler fileScheduler) {
    return new StoreMedia(store, properties, fileScheduler);
  }

  @Bean
  OpenMedia openMedia(MediaStore store, MediaLinks links, InternalSecrets secrets, Clock clock) {
    return new OpenMedia(store, links, new MediaCookie(secrets.accepted(), clock));
  }
}
