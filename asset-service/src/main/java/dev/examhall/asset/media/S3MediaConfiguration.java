package dev.examhall.asset.media;

import dev.examhall.asset.bucket.BucketClient;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store in a bucket. Nothing of the SDK is loaded unless this is asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "examhall.media.store", havingValue = "s3")
class S3MediaConfiguration {

  @Bean
  BucketClient bucketClient(MediaProperties properties) {
    MediaProperties.S3 s3 = properties.s3();
    if (s3 == null) {
      throw new IllegalStateException(
          "examhall.media.store is s3, but examhall.media.s3.bucket and examhall.media.s3.region"
              + " are not set");
    }
    return new BucketClient(s3.bucket(), s3.region(), s3.endpoint(), s3.timeout());
  }

  @Bean
  S3MediaClient mediaStore(BucketClient bucket, MediaProperties properties, Clock clock)
      throws IOException {
    return new S3MediaClient(
        bucket, new LocalUploads(properties.folder().resolve("uploads"), clock));
  }
}
