package dev.examhall.asset.media;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.examhall.asset.problem.AssetProblems;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Takes files in, and the links between them and exams; for services. */
@RestController
final class MediaController {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_LINKS = 1000;

  private final StoreMedia storeMedia;
  private final MediaStore store;
  private final MediaLinks links;
  private final Scheduler scheduler;

  MediaController(
      StoreMedia storeMedia, MediaStore store, MediaLinks links, Scheduler fileScheduler) {
    this.storeMedia = storeMedia;
    this.store = store;
    this.links = links;
    this.scheduler = fileScheduler;
  }

  @PostMapping("/api/v1/media")
  Mono<ResponseEntity<?>> store(@RequestParam String kind, ServerHttpRequest request) {
    @Nullable MediaKind wanted =
        switch (kind.toLowerCase(Locale.ROOT)) {
          case "pdf" -> MediaKind.PDF;
          case "audio" -> MediaKind.AUDIO;
          default -> null;
        };
    if (wanted == null) {
      return Mono.just(
          AssetProblems.response(
              AssetProblems.notWellFormed("The parameter 'kind' must be 'pdf' or 'audio'.")));
    }
    return storeMedia
        .store(wanted, request.getHeaders().getContentLength(), request.getBody())
        .map(
            outcome ->
                switch (outcome) {
                  case StoreMedia.Outcome.Stored stored ->
                      ResponseEntity.created(URI.create(stored.media().url())).body(stored.media());
                  case StoreMedia.Outcome.Refused refused ->
                      AssetProblems.response(problem(refused.refusal()));
                });
  }

  /** Hashes of all files of an exam. */
  record ExamMedia(@JsonProperty(required = true) List<String> hashes) {}

  @PutMapping("/api/v1/media-links/{examId}")
  Mono<ResponseEntity<?>> link(@PathVariable UUID examId, @RequestBody ExamMedia media) {
    Set<String> hashes = new TreeSet<>(media.hashes());
    if (hashes.size() > MOST_LINKS
        || !hashes.stream().allMatch(hash -> HASH.matcher(hash).matches())) {
      return Mono.just(
          AssetProblems.response(
              AssetProblems.notWellFormed(
                  "'hashes' must be a list of at most %d SHA-256 hashes of 64 hexadecimal digits in lower case."
                      .formatted(MOST_LINKS))));
    }
    return Mono.<ResponseEntity<?>>fromCallable(
            () -> {
              for (String hash : hashes) {
                if (store.find(hash).isEmpty()) {
                  return AssetProblems.response(problem(notStored(hash)));
                }
              }
              links.replace(examId, hashes);
              return ResponseEntity.noContent().build();
            })
        .subscribeOn(scheduler);
  }

  private static MediaRefusal notStored(String hash) {
    return new MediaRefusal(
        MediaRefusal.Reason.MEDIA_NOT_STORED,
        "No file is stored with the hash %s: upload it first. Nothing was changed."
            .formatted(hash));
  }

  private static ProblemDetail problem(MediaRefusal refusal) {
    return AssetProblems.refusedFile(
        refusal.reason() == MediaRefusal.Reason.MEDIA_TOO_LARGE
            ? HttpStatus.CONTENT_TOO_LARGE
            : HttpStatus.UNPROCESSABLE_CONTENT,
        refusal.reason().type(),
        refusal.reason().title(),
        refusal.sentence());
  }
}
