package dev.examhall.asset.bundle;

import java.util.Optional;
import reactor.core.publisher.Mono;

/** What is served under {@code /assets/}. Development mode is another implementation of this. */
interface Bundles {

  /** The file with exactly this public path, if it is in memory; never blocks. */
  Optional<ServedFile> find(String publicPath);

  /**
   * As {@link #find}, but looks on disk too, for releases that other instances brought meanwhile.
   */
  Mono<ServedFile> findAnywhere(String publicPath);

  /** What the page with this name needs. */
  Optional<PageAssets> page(String page);
}
