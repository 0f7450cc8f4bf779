package dev.examhall.examrender.placement;

import java.util.UUID;

/**
 * An exam that stands for a level.
 *
 * @param slot 1–5, tried in this order
 */
public record ExamMapping(String levelCode, int slot, UUID examId) {
  /** A level has this many slots. */
  public static final int SLOTS = 5;
}
