package dev.examhall.asset.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Development mode's bundler: makes all pages from the sources, quickly, as often as asked. */
public interface SourceBundler extends Closeable {

  /**
   * What became of the sources.
   *
   * @param pages all that have a source now, whether they could be bundled or not
   * @param files what was made, by name without {@code /assets/}; empty if anything is wrong
   * @param workers names among the files that are scripts of service workers
   * @param complaints what is wrong
   */
  record Outcome(
      List<BundleManifest.Page> pages,
      SortedMap<String, byte[]> files,
      Set<String> workers,
      List<Complaint> complaints) {}

  /**
   * Something that the bundler refuses.
   *
   * @param place {@code file:line:column} below the source folder; empty if it has none
   * @param line of the source, with a second one that marks the place; empty without a place
   */
  record Complaint(String place, String text, String line) {}

  /**
   * Bundles the sources as they are now. Blocks; one call at a time.
   *
   * @throws IOException if the bundler itself failed; the next call starts it anew
   */
  Outcome bundle() throws IOException;

  /** What the sources' bare imports are at run time: file contents by the imported name. */
  Map<String, byte[]> libraries() throws IOException;
}
