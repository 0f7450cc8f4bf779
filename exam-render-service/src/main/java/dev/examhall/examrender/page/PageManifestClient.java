package dev.examhall.examrender.page;

import reactor.core.publisher.Mono;

/** Asks asset-service what a page loads. */
interface PageManifestClient {

  /** The manifest; empty if there is no such page. Fails when asset-service does not answer. */
  Mono<PageManifest> read(String page);
}
