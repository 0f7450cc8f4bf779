package dev.examhall.asset.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Releases where all instances find them. All methods block. */
interface ReleaseStore {

  /** A release and when an instance last started with it. */
  record Kept(String release, Instant used) {}

  /**
   * Brings a release if it is not there, and marks it as used now.
   *
   * @param folder with its two files
   */
  void keep(String release, Path folder) throws IOException;

  /** All whole releases, the last used one first. */
  List<Kept> list() throws IOException;

  /** The manifest of a release; empty if it was forgotten meanwhile. */
  Optional<byte[]> manifest(String release) throws IOException;

  /** Copies a release's file of bytes; false if it was forgotten meanwhile. */
  boolean copyBytes(String release, Path target) throws IOException;

  /** Forgets a release. */
  void forget(String release) throws IOException;
}
