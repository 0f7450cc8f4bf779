package dev.examhall.examrender.exam;

import java.util.UUID;
import reactor.core.publisher.Mono;

/** Exams for everyone who only reads them; through the cache, with the database behind it. */
public interface ExamCatalog {

  /**
   * That version of an exam; empty if there is none. Fails only when cache and database both do.
   */
  Mono<Exam> find(UUID examId, int version);
}
