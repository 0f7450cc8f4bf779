package dev.examhall.asset.media;

import dev.examhall.identity.InternalSecrets;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;

/** Wires media. */
@Configuration(proxyBeanMethods = false)
class MediaConfiguration {

  @Bean
  MediaStore mediaStore(MediaProperties properties, Clock clock) throws IOException {
    return new FolderMediaStore(properties.folder(), clock);
  }

  @Bean
  MediaLinks mediaLinks(MediaProperties properties) throws IOException {
    return new MediaLinks(properties.folder());
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
