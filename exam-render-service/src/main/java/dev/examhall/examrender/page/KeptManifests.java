package dev.examhall.examrender.page;

import reactor.core.publisher.Mono;

/** The last manifest of each page that any instance of this service saw. */
interface KeptManifests {

  /** Empty when none was ever kept. */
  Mono<PageManifest> find(String page);

  Mono<Void> keep(String page, PageManifest manifest);
}
