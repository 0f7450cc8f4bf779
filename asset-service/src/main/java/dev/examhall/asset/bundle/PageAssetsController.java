package dev.examhall.asset.bundle;

import dev.examhall.asset.problem.AssetProblems;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Tells services what a page's head needs. */
@RestController
final class PageAssetsController {
  private final Bundles bundles;

  PageAssetsController(Bundles bundles) {
    this.bundles = bundles;
  }

  @GetMapping("/api/v1/pages/{page}/assets")
  ResponseEntity<?> assets(@PathVariable String page) {
    return bundles
        .page(page)
        .<ResponseEntity<?>>map(
            assets ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noCache())
                    .eTag(assets.release())
                    .body(assets))
        .orElseGet(() -> AssetProblems.response(AssetProblems.noSuchPage(page)));
  }
}
