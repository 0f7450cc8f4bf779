package dev.examhall.asset.media;

import java.util.Locale;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Takes in a file: streams it to the disk, looks into it, and keeps it under its hash. */
final class StoreMedia {
  /** Buffers on their way between the network and the disk, for each upload. */
  private static final int BUFFERS_AHEAD = 16;

  private final MediaStore store;
  private final MediaProperties properties;
  private final Scheduler scheduler;

  StoreMedia(MediaStore store, MediaProperties properties, Scheduler scheduler) {
    this.store = store;
    this.properties = properties;
    this.scheduler = scheduler;
  }

  /** How it ended. */
  sealed interface Outcome {
    record Stored(StoredMedia media) implements Outcome {}

    record Refused(MediaRefusal refusal) implements Outcome {}
  }

  /**
   * Stores a file; fails with an {@code IOException} if the disk or the connection does, and leaves
   * nothing then.
   *
   * @param declaredBytes what the client says it sends, or -1
   */
  Mono<Outcome> store(MediaKind kind, long declaredBytes, Flux<DataBuffer> content) {
    DataSize limit = properties.limit(kind);
    if (declaredBytes > limit.toBytes()) {
      return Mono.just(tooLarge(kind, limit));
    }
    return Mono.usingWhen(
            Mono.fromCallable(() -> Upload.begin(store, limit.toBytes())).subscribeOn(scheduler),
            upload -> receive(upload, kind, content),
            upload -> end(upload),
            (upload, failure) -> end(upload),
            upload -> end(upload))
        .onErrorResume(Upload.TooLarge.class, e -> Mono.just(tooLarge(kind, limit)));
  }

  private Mono<Outcome> receive(Upload upload, MediaKind kind, Flux<DataBuffer> content) {
    return content
        .publishOn(scheduler, BUFFERS_AHEAD)
        .doOnNext(upload::append)
        .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
        .then(Mono.fromCallable(() -> finish(upload, kind)));
  }

  private static Outcome finish(Upload upload, MediaKind kind) throws java.io.IOException {
    return switch (upload.inspect(kind)) {
      case Inspection.Accepted accepted -> new Outcome.Stored(upload.keep(accepted));
      case Inspection.Refused refused -> new Outcome.Refused(refused.refusal());
    };
  }

  private Mono<Void> end(Upload upload) {
    return Mono.<Void>fromCallable(
            () -> {
              upload.end();
              return null;
            })
        .subscribeOn(scheduler);
  }

  private static Outcome tooLarge(MediaKind kind, DataSize limit) {
    return new Outcome.Refused(
        new MediaRefusal(
            MediaRefusal.Reason.MEDIA_TOO_LARGE,
            String.format(
                Locale.ROOT,
                "This %s is larger than %s, the most that is taken. Make it smaller (%s) and upload"
                    + " it again.",
                kind.inWords(),
                inWords(limit),
                kind == MediaKind.PDF
                    ? "scan it at 150 dpi, or let your PDF program reduce its size"
                    : "save it as MP3 with 96 or 128 kbit/s, or cut it into several tracks")));
  }

  private static String inWords(DataSize size) {
    return size.toMegabytes() > 0 ? size.toMegabytes() + " MB" : size.toKilobytes() + " KB";
  }
}
