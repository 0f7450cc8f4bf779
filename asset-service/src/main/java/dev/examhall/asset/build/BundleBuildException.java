package dev.examhall.asset.build;

/** The bundles cannot be made; the message says why to the person who builds. */
final class BundleBuildException extends RuntimeException {
  BundleBuildException(String message) {
    super(message);
  }
}
