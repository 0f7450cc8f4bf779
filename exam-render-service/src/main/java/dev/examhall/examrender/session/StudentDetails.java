package dev.examhall.examrender.session;

import dev.examhall.examrender.placement.EnglishRank;
import org.jspecify.annotations.Nullable;

/**
 * Who takes the exam, checked.
 *
 * @param parentPhone digits only
 * @param grade 1–12
 */
public record StudentDetails(
    String name, String parentPhone, @Nullable String school, int grade, EnglishRank rank) {}
