package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.ExamScope;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Long answers that wait for a teacher. */
public interface GradingQueue {

  /** How many wait, by exam and question, those that wait longest first. */
  Flux<Waiting> waiting(ExamScope scope);

  /**
   * The next answer to grade, question by question; empty when none waits.
   *
   * @param examId null for any exam
   * @param question null for any question
   * @param after the session that was skipped; null for the first
   */
  Mono<Item> next(
      @Nullable UUID examId, @Nullable Integer question, @Nullable UUID after, ExamScope scope);

  /** Answers to one question that wait. */
  record Waiting(UUID examId, String exam, int question, long answers, Instant since) {}

  /**
   * An answer to grade.
   *
   * @param most points that its long parts are worth
   * @param possible points of the whole question
   */
  record Item(
      UUID sessionId,
      UUID examId,
      String exam,
      int question,
      String student,
      String level,
      Instant endedAt,
      List<Part> parts,
      BigDecimal most,
      BigDecimal possible) {
    public Item {
      parts = List.copyOf(parts);
    }

    /**
     * A part of the question.
     *
     * @param graded whether a teacher grades it
     * @param right what would have been right, for the others
     */
    public record Part(@Nullable String label, String given, boolean graded, String right) {}

    /** Whether nothing at all was written into the parts that a teacher grades. */
    public boolean blank() {
      return parts.stream().filter(Part::graded).allMatch(part -> part.given().isBlank());
    }
  }
}
