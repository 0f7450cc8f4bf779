package dev.examhall.examrender.page;

import dev.examhall.examrender.component.PageComponents;
import dev.examhall.examrender.exam.ExamVersion;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the page of one exam shows.
 *
 * @param part which of its parts is open
 * @param grid the key; empty where another part is open
 * @param settings the form of the settings
 * @param newTrack the form of a track to add
 * @param changedTracks forms of tracks, in the order of the exam's
 * @param done what was done just now; empty if nothing
 * @param bookletError why the last booklet was not taken; empty if it was
 * @param refusedCode an access code that cannot be taken, as it was typed; null without one
 */
public record ExamPage(
    ExamRow row,
    Part part,
    PageComponents components,
    KeyGrid grid,
    ExamForm settings,
    TrackForm newTrack,
    List<TrackForm> changedTracks,
    List<ExamVersion> versions,
    String done,
    String bookletError,
    @Nullable String refusedCode,
    String config) {

  public ExamPage {
    changedTracks = List.copyOf(changedTracks);
    versions = List.copyOf(versions);
  }

  /** What stands in the field of the access code. */
  public String accessCode() {
    return refusedCode == null
        ? Objects.requireNonNullElse(row.exam().accessCode(), "")
        : refusedCode;
  }

  /** Parts of the page. */
  public enum Part {
    KEY,
    SHEET,
    FILES,
    SETTINGS;

    /** Its name in addresses and texts. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Part of(String id) {
      for (Part part : values()) {
        if (part.id().equals(id)) {
          return part;
        }
      }
      return KEY;
    }
  }
}
