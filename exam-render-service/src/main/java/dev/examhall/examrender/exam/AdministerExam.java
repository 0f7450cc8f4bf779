package dev.examhall.examrender.exam;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.cacheclient.InvalidateCache;
import dev.examhall.events.examrender.v1.ExamChanged;
import dev.examhall.examrender.Uncancelled;
import dev.examhall.examrender.exam.ExamUseRepository.Locked;
import dev.examhall.examrender.media.MediaStore;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * What happens to exams as a whole: names, copies, who may use them, the end. Nothing of it makes a
 * new version. Methods are empty for an exam that does not exist, or is not the teacher's to see.
 */
@Component
public class AdministerExam {

  private final ExamUseRepository use;
  private final ExamRepository exams;
  private final ExamEvents events;
  private final MediaStore media;
  private final TransactionalOperator transaction;
  private final Clock clock;

  AdministerExam(
      ExamUseRepository use,
      ExamRepository exams,
      ExamEvents events,
      MediaStore media,
      TransactionalOperator transaction,
      Clock clock) {
    this.use = use;
    this.exams = exams;
    this.events = events;
    this.media = media;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** What became of sharing or deleting. */
  public sealed interface Outcome {
    /** It was done. */
    record Done() implements Outcome {}

    /** That is for its maker, and for head teachers. */
    record NotTheMaker() implements Outcome {}

    /** It is in use, and was left as it is. */
    record InUse(ExamUse use) implements Outcome {}
  }

  /** True, once the exam has that name. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Boolean> rename(UUID examId, String name, Teacher teacher) {
    return committed(
        use.lock(examId, teacher.scope())
            .flatMap(
                exam ->
                    exam.name().equals(name)
                        ? Mono.just(true)
                        : use.rename(examId, name, clock.instant())
                            .then(
                                tell(
                                    examId,
                                    exam,
                                    ExamChanged.Change.UPDATED,
                                    teacher,
                                    "exam-renamed",
                                    Map.of("from", exam.name(), "to", name)))
                            .thenReturn(true)));
  }

  /** Makes an exam of its latest version; the copy is the teacher's own, and not active. */
  public Mono<UUID> copy(UUID examId, String name, Teacher teacher) {
    UUID copy = UuidCreator.getTimeOrderedEpoch();
    return committed(
        use.lock(examId, teacher.scope())
            .flatMap(
                exam ->
                    use.copy(examId, exam.latestVersion(), copy, name, teacher, clock.instant())
                        .then(Mono.defer(() -> exams.mediaHashes(copy)))
                        .flatMap(hashes -> media.link(copy, hashes).thenReturn(hashes))
                        .then(
                            events.changed(
                                copy,
                                1,
                                ExamChanged.Change.CREATED,
                                teacher,
                                "exam-copied",
                                Map.of("name", name, "from", examId.toString())))
                        .thenReturn(copy)));
  }

  /** Lets all teachers use and change it, or its maker alone. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Outcome> share(UUID examId, boolean shared, Teacher teacher) {
    return committed(
        use.lock(examId, teacher.scope())
            .flatMap(
                exam ->
                    teacher.mayGiveAway(exam.makerId())
                        ? use.share(examId, shared, clock.instant())
                            .then(
                                tell(
                                    examId,
                                    exam,
                                    ExamChanged.Change.UPDATED,
                                    teacher,
                                    shared ? "exam-shared" : "exam-unshared",
                                    Map.of()))
                            .thenReturn((Outcome) new Outcome.Done())
                        : Mono.just(new Outcome.NotTheMaker())));
  }

  /**
   * True, once students are asked for that code before they start, or for none. The log says that
   * it changed, not what it is.
   */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Boolean> setAccessCode(UUID examId, @Nullable String code, Teacher teacher) {
    return committed(
        use.lock(examId, teacher.scope())
            .flatMap(
                exam ->
                    use.setAccessCode(examId, code, clock.instant())
                        .then(
                            tell(
                                examId,
                                exam,
                                ExamChanged.Change.UPDATED,
                                teacher,
                                "access-code-changed",
                                Map.of("asked", code != null)))
                        .thenReturn(true)));
  }

  /** Takes it away, unless it is in use; what became of its sessions stays. */
  @InvalidateCache("exam:{examId}:*")
  public Mono<Outcome> delete(UUID examId, Teacher teacher) {
    return committed(
        use.lock(examId, teacher.scope())
            .flatMap(
                exam ->
                    teacher.mayGiveAway(exam.makerId())
                        ? use.use(examId).flatMap(found -> delete(examId, exam, found, teacher))
                        : Mono.just(new Outcome.NotTheMaker())));
  }

  private Mono<Outcome> delete(UUID examId, Locked exam, ExamUse found, Teacher teacher) {
    return found.isUnused()
        ? use.delete(examId, clock.instant())
            .then(
                tell(
                    examId,
                    exam,
                    ExamChanged.Change.DELETED,
                    teacher,
                    "exam-deleted",
                    Map.of("name", exam.name())))
            .thenReturn(new Outcome.Done())
        : Mono.just(new Outcome.InUse(found));
  }

  /** What an exam is used for now. */
  public Mono<ExamUse> use(UUID examId) {
    return use.use(examId);
  }

  /** Versions, newest first. */
  public Mono<List<ExamVersion>> versions(UUID examId) {
    return use.versions(examId);
  }

  private Mono<Void> tell(
      UUID examId,
      Locked exam,
      ExamChanged.Change change,
      Teacher teacher,
      String verb,
      Map<String, Object> details) {
    return events.changed(examId, exam.latestVersion(), change, teacher, verb, details);
  }

  private <T> Mono<T> committed(Mono<T> change) {
    return Uncancelled.of(transaction.transactional(change));
  }
}
