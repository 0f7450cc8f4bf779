package dev.examhall.examrender.placement;

import dev.examhall.cacheclient.CacheResult;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads placement data through the cache; what is not there comes from the database. */
@Component
class CachedCurriculumReader implements CurriculumReader {

  private final PlacementRepository placement;

  CachedCurriculumReader(PlacementRepository placement) {
    this.placement = placement;
  }

  @Override
  @CacheResult(prefix = "curriculum", key = "'placement'")
  public Mono<Curriculum> read() {
    return placement.read();
  }
}
