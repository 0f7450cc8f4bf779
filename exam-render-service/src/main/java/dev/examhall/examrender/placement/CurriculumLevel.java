package dev.examhall.examrender.placement;

/**
 * A level of the curriculum.
 *
 * @param code what rules and mappings name it by
 * @param rank order of difficulty, easiest lowest, each number once
 */
public record CurriculumLevel(
    String code, String program, String subProgram, String name, int rank) {}
