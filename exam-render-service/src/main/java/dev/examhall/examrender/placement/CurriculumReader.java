package dev.examhall.examrender.placement;

import reactor.core.publisher.Mono;

/** Placement data for those who only read it; through the cache, with the database behind it. */
public interface CurriculumReader {

  /** All of it; empty lists while nobody has entered any. */
  Mono<Curriculum> read();
}
