package dev.examhall.examrender.page;

import dev.examhall.examrender.media.MediaStore;
import dev.examhall.examrender.media.StoredMedia;
import dev.examhall.examrender.problem.HandedOnProblem;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.text.Texts;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Hands files of forms on to the media store, and says in the reader's words why one is not taken.
 */
@Component
final class StoreFiles {

  private final MediaStore media;

  StoreFiles(MediaStore media) {
    this.media = media;
  }

  /** A file that is not taken. */
  static final class NotTaken extends RuntimeException {
    private final String field;

    NotTaken(String field, String sentence) {
      super(sentence, null, false, false);
      this.field = field;
    }

    String field() {
      return field;
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  /** Fails with {@link NotTaken} for a file that is not what it should be, and in an outage. */
  Mono<StoredMedia> store(
      MediaStore.Kind kind, String name, String field, FilePart file, Texts texts) {
    return media
        .store(kind, name, file.headers().getContentLength(), file.content())
        .onErrorMap(HandedOnProblem.class, problem -> notTaken(field, problem, texts))
        .onErrorMap(
            ProblemException.class,
            problem ->
                problem.kind() == ProblemKind.MEDIA_UNAVAILABLE
                    ? new NotTaken(field, texts.of("exam.file.unavailable"))
                    : problem);
  }

  private static NotTaken notTaken(String field, HandedOnProblem problem, Texts texts) {
    String type = String.valueOf(problem.body().getOrDefault("type", ""));
    String detail = String.valueOf(problem.body().getOrDefault("detail", ""));
    return new NotTaken(field, texts.or("exam.file." + type.replace("/problems/", ""), detail));
  }
}
