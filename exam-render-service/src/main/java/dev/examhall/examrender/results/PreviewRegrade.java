package dev.examhall.examrender.results;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.results.PaperRepository.ExamHead;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Looks through an exam's papers for what grading them again would change, in steps. Who asks waits
 * a while; if that is not enough, the look goes on alone, and what it saw is told to whoever asks
 * the same next on this instance.
 */
@Component
class PreviewRegrade {

  /** For how long what was seen is kept for somebody who does not come back. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private static final int MOST_LOOKS = 100;

  private final PaperRepository papers;
  private final ScorePapers scores;
  private final RegradeProperties properties;
  private final Cache<Question, Look> looks =
      Caffeine.newBuilder().maximumSize(MOST_LOOKS).expireAfterAccess(KEPT).build();

  PreviewRegrade(PaperRepository papers, ScorePapers scores, RegradeProperties properties) {
    this.papers = papers;
    this.scores = scores;
    this.properties = properties;
  }

  Mono<RegradeLook> of(ExamHead exam, int keyVersion, SelectAllRule rule) {
    return Mono.defer(
        () -> {
          Question question = new Question(exam, keyVersion, rule);
          Look look = looks.get(question, Look::new);
          return look.seen
              .doOnTerminate(() -> looks.asMap().remove(question, look))
              .<RegradeLook>map(RegradeLook.Seen::new)
              .timeout(properties.answerAfter(), Mono.fromSupplier(look::progress));
        });
  }

  private record Question(ExamHead exam, int keyVersion, SelectAllRule rule) {}

  private record Looked(Optional<RegradePreview.Change> change, List<Integer> kept) {}

  /** One look through all papers, for all who ask the same meanwhile. It begins with the first. */
  private final class Look {
    private final AtomicInteger lookedAt = new AtomicInteger();
    private final AtomicInteger total = new AtomicInteger();
    private final Mono<RegradePreview> seen;

    private Look(Question question) {
      this.seen = preview(question).cache();
    }

    private RegradeLook progress() {
      return new RegradeLook.Looking(lookedAt.get(), total.get());
    }

    /** Holds two steps' papers at a time. */
    private Mono<RegradePreview> preview(Question question) {
      UUID exam = question.exam().id();
      ScorePapers.Look look = scores.with(question.keyVersion());
      return papers
          .count(exam)
          .doOnNext(total::set)
          .thenMany(
              next(exam, null)
                  .expand(
                      step ->
                          step.size() < properties.step()
                              ? Mono.empty()
                              : next(exam, step.getLast().session().id())))
          .concatMap(Flux::fromIterable, 1)
          .concatMap(paper -> looked(look, paper, question))
          .collect(
              () -> new RegradePreview.Sum(question.keyVersion(), question.rule()),
              (sum, looked) -> sum.add(looked.change(), looked.kept()))
          .map(sum -> sum.preview(exam, question.exam().name()));
    }

    private Mono<List<Paper>> next(UUID exam, @Nullable UUID after) {
      return papers
          .next(exam, after, properties.step())
          .collectList()
          .doOnNext(step -> lookedAt.addAndGet(step.size()));
    }

    private static Mono<Looked> looked(ScorePapers.Look look, Paper paper, Question question) {
      return Mono.zip(
          look.score(paper, question.rule())
              .map(score -> CarryOutRegrades.change(paper.session(), score)),
          look.key(question.exam().id(), paper.session().version()).map(KeyOfVersion::kept),
          Looked::new);
    }
  }
}
