package dev.examhall.asset.bundle;

import dev.examhall.asset.bucket.BucketClient;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Releases in the bucket of the media, where there is one. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "examhall.media.store", havingValue = "s3")
class S3ReleaseConfiguration {

  @Bean
  S3ReleaseClient releaseStore(BucketClient bucket) {
    return new S3ReleaseClient(bucket);
  }
}
