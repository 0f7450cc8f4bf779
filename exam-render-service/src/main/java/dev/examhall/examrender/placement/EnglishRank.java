package dev.examhall.examrender.placement;

/** Where a student stands in English among the students of a grade, best first. */
public enum EnglishRank {
  TOP_10,
  TOP_20,
  TOP_30,
  TOP_40,
  TOP_50,
  BELOW_50
}
