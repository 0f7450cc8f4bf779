package dev.examhall.examrender.session;

import org.jspecify.annotations.Nullable;

/**
 * Which sessions a teacher looks for.
 *
 * @param text part of the name of the student, the school, the exam or the level; null for all
 * @param state null for all
 * @param limit how many at most, newest first
 */
public record SessionFilter(@Nullable String text, @Nullable SessionState state, int limit) {}
