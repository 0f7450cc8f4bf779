package dev.examhall.examrender.exam;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.events.examrender.v1.ExamChanged;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ExamRepository.Editable;
import dev.examhall.examrender.media.MediaStore;
import dev.examhall.examrender.media.StoredMedia;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Changes exams. Each change is one transaction with its events; after it everything cached about
 * the exam is invalidated. Methods are empty for an exam that does not exist, or is not the
 * teacher's to change.
 */
@Component
public class EditExam {

  private final ExamRepository exams;
  private final ExamEvents events;
  private final MediaStore media;
  private final TransactionalOperator transaction;
  private final Clock clock;

  EditExam(
      ExamRepository exams,
      ExamEvents events,
      MediaStore media,
      TransactionalOperator transaction,
      Clock clock) {
    this.exams = exams;
    this.events = events;
    this.media = media;
    this.transaction = transaction;
    this.clock = clock;
  }

  public Mono<UUID> create(ExamSettings settings, Teacher teacher) {
    return create(settings, null, List.of(), teacher);
  }

  /** Makes an exam with its booklet, if there is one yet, and its tracks; not active. */
  public Mono<UUID> create(
      ExamSettings settings,
      @Nullable StoredMedia booklet,
      List<NewTrack> tracks,
      Teacher teacher) {
    UUID id = UuidCreator.getTimeOrderedEpoch();
    Mono<Void> files =
        booklet == null ? Mono.empty() : exams.setBooklet(id, 1, booklet.hash(), mediaRef(booklet));
    for (NewTrack track : tracks) {
      files = files.then(exams.insertTrack(id, 1, track.file().hash(), audioTrack(track)));
    }
    return committed(
            exams
                .insert(id, settings, teacher, clock.instant())
                .then(files)
                .then(booklet == null && tracks.isEmpty() ? Mono.empty() : linkMedia(id))
                .then(
                    events.changed(
                        id,
                        1,
                        ExamChanged.Change.CREATED,
                        teacher,
                        "exam-created",
                        Map.of("name", settings.name(), "tracks", tracks.size()))))
        .thenReturn(id);
  }

  private static MediaRef mediaRef(StoredMedia booklet) {
    return new MediaRef(
        booklet.url(), Objects.requireNonNull(booklet.pages(), "pages"), booklet.bytes());
  }

  private static AudioTrack audioTrack(NewTrack track) {
    return new AudioTrack(
        UuidCreator.getTimeOrderedEpoch(),
        track.name(),
        track.file().url(),
        track.file().durationSeconds(),
        track.range().first(),
        track.range().last(),
        track.playLimit());
  }

  @InvalidateCache("exam:{examId}:*")
  public Mono<Integer> setBooklet(UUID examId, StoredMedia stored, Teacher teacher) {
    MediaRef booklet = mediaRef(stored);
    return edited(
        examId,
        teacher,
        editable ->
            exams
                .setBooklet(examId, editable.version(), stored.hash(), booklet)
                .then(linkMedia(examId))
                .then(
                    updated(
                        examId,
                        editable,
                        teacher,
                        "booklet-uploaded",
                        Map.of("pages", booklet.pages(), "bytes", booklet.bytes())))
                .thenReturn(editable.version()));
  }

  @InvalidateCache("exam:{examId}:*")
  public Mono<AudioTrack> addTrack(UUID examId, NewTrack added, Teacher teacher) {
    AudioTrack track = audioTrack(added);
    return edited(
        examId,
        teacher,
        editable ->
            exams
                .insertTrack(examId, editable.version(), added.file().hash(), track)
                .then(linkMedia(examId))
                .then(
                    updated(
                        examId,
                        editable,
                        teacher,
                        "track-uploaded",
                        Map.of(
                            "firstQuestion",
                            track.firstQuestion(),
                            "lastQuestion",
                            track.lastQuestion())))
                .thenReturn(track));
  }

  /** False if the exam has no such track. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Boolean> removeTrack(UUID examId, UUID trackId, Teacher teacher) {
    return edited(
        examId,
        teacher,
        editable ->
            exams
                .deleteTrack(examId, editable.version(), trackId)
                .flatMap(
                    there ->
                        updated(examId, editable, teacher, "track-removed", Map.of())
                            .thenReturn(there)));
  }

  /** Replaces the whole key, or changes nothing when there is anything wrong with it. */
  @InvalidateCache("exam:{examId}:*")
  Mono<AnswerKeyCheck.Result> setAnswerKey(UUID examId, AnswerKeyInput input, Teacher teacher) {
    return edited(
            examId,
            teacher,
            editable ->
                switch (AnswerKeyCheck.check(input, editable.questionCount(), editable.options())) {
                  case AnswerKeyCheck.Result.Unsound unsound ->
                      // the error undoes the copy of a frozen version
                      Mono.error(new UnsoundKey(unsound));
                  case AnswerKeyCheck.Result.Sound sound ->
                      exams
                          .replaceQuestions(examId, editable.version(), sound.questions())
                          .then(
                              updated(
                                  examId,
                                  editable,
                                  teacher,
                                  "answer-key-saved",
                                  Map.of("questions", sound.questions().size())))
                          .thenReturn((AnswerKeyCheck.Result) sound);
                })
        .onErrorResume(UnsoundKey.class, failure -> Mono.just(failure.found));
  }

  /** Takes the whole key away. */
  @InvalidateCache("exam:{examId}:*")
  Mono<AnswerKeyCheck.Result> clearAnswerKey(UUID examId, Teacher teacher) {
    return edited(
        examId,
        teacher,
        editable ->
            exams
                .replaceQuestions(examId, editable.version(), List.of())
                .then(updated(examId, editable, teacher, "answer-key-cleared", Map.of()))
                .thenReturn(new AnswerKeyCheck.Result.Sound(List.of())));
  }

  /**
   * Changes the name and all settings, or nothing when the key or a track would not fit them any
   * more. Where the number of options changes, so it does for the questions that had the old one.
   */
  @InvalidateCache("exam:{examId}:*")
  public Mono<SettingsOutcome> changeSettings(UUID examId, ExamSettings settings, Teacher teacher) {
    return edited(
            examId,
            teacher,
            editable ->
                Mono.zip(
                        exams.of(examId, editable.version()),
                        exams.tracks(examId, editable.version()))
                    .flatMap(
                        found -> {
                          SettingsFit fit =
                              SettingsFit.of(
                                  settings, editable.options(), found.getT1(), found.getT2());
                          return fit.outcome() instanceof SettingsOutcome.Changed
                              ? exams
                                  .setSettings(examId, editable.version(), settings)
                                  .then(
                                      exams.replaceQuestions(
                                          examId, editable.version(), fit.questions()))
                                  .then(
                                      updated(
                                          examId,
                                          editable,
                                          teacher,
                                          "exam-settings-changed",
                                          Map.of("version", editable.version())))
                                  .thenReturn(fit.outcome())
                              // the error undoes the copy of a frozen version
                              : Mono.error(new DoesNotFit(fit.outcome()));
                        }))
        .onErrorResume(DoesNotFit.class, failure -> Mono.just(failure.outcome));
  }

  /** False if the exam has no such track. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Boolean> changeTrack(
      UUID examId,
      UUID trackId,
      TrackRange range,
      String name,
      @Nullable Integer playLimit,
      Teacher teacher) {
    return edited(
        examId,
        teacher,
        editable ->
            exams
                .updateTrack(examId, editable.version(), trackId, range, name, playLimit)
                .flatMap(
                    there ->
                        updated(
                                examId,
                                editable,
                                teacher,
                                "track-changed",
                                Map.of(
                                    "firstQuestion", range.first(), "lastQuestion", range.last()))
                            .thenReturn(there)));
  }

  /** Makes the latest version the one that new sessions get, if it is complete. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<ActivationOutcome> activate(UUID examId, Teacher teacher) {
    return committed(
        exams
            .lockLatest(examId, teacher.scope())
            .flatMap(
                version ->
                    Mono.zip(exams.version(examId, version), exams.keyedNumbers(examId, version))
                        .flatMap(found -> activate(found.getT1(), found.getT2(), teacher))));
  }

  private Mono<ActivationOutcome> activate(
      ExamRepository.VersionRow row, List<Integer> keyed, Teacher teacher) {
    List<Integer> missing = missing(row.questionCount(), keyed);
    if (row.booklet() == null || !missing.isEmpty()) {
      return Mono.just(new ActivationOutcome.Incomplete(row.booklet() == null, missing));
    }
    return exams
        .activate(row.id(), row.version())
        .then(linkMedia(row.id()))
        .then(
            events.changed(
                row.id(),
                row.version(),
                ExamChanged.Change.ACTIVATED,
                teacher,
                "exam-activated",
                Map.of("version", row.version())))
        .thenReturn(new ActivationOutcome.Activated(row.version()));
  }

  /** No new sessions from now on; running ones go on. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Integer> deactivate(UUID examId, Teacher teacher) {
    return committed(
        exams
            .lockLatest(examId, teacher.scope())
            .flatMap(
                version ->
                    exams
                        .deactivate(examId, clock.instant())
                        .flatMap(
                            was ->
                                was
                                    ? events
                                        .changed(
                                            examId,
                                            version,
                                            ExamChanged.Change.DEACTIVATED,
                                            teacher,
                                            "exam-deactivated",
                                            Map.of())
                                        .thenReturn(version)
                                    : Mono.just(version))));
  }

  /** Numbers from 1 to {@code questions} that are not in {@code keyed}. */
  static List<Integer> missing(int questions, List<Integer> keyed) {
    Set<Integer> there = new HashSet<>(keyed);
    return IntStream.rangeClosed(1, questions)
        .filter(number -> !there.contains(number))
        .boxed()
        .toList();
  }

  private <T> Mono<T> edited(UUID examId, Teacher teacher, Function<Editable, Mono<T>> change) {
    return committed(exams.edit(examId, teacher, clock.instant()).flatMap(change));
  }

  private <T> Mono<T> committed(Mono<T> change) {
    return Uncancelled.of(transaction.transactional(change));
  }

  private Mono<Void> updated(
      UUID examId, Editable editable, Teacher teacher, String verb, Map<String, Object> details) {
    return events.changed(
        examId, editable.version(), ExamChanged.Change.UPDATED, teacher, verb, details);
  }

  /**
   * Runs while the exam's row is locked, so that two uploads at once cannot each send a list
   * without the other's file; a file that is linked but not committed does no harm.
   */
  private Mono<Void> linkMedia(UUID examId) {
    return Mono.defer(() -> exams.mediaHashes(examId))
        .flatMap(hashes -> media.link(examId, hashes));
  }

  private static final class DoesNotFit extends RuntimeException {
    private final transient SettingsOutcome outcome;

    DoesNotFit(SettingsOutcome outcome) {
      super("the settings do not fit the key", null, false, false);
      this.outcome = outcome;
    }
  }

  private static final class UnsoundKey extends RuntimeException {
    private final transient AnswerKeyCheck.Result.Unsound found;

    UnsoundKey(AnswerKeyCheck.Result.Unsound found) {
      super("the key is not sound", null, false, false);
      this.found = found;
    }
  }
}
