package dev.examhall.examrender.grading;

import java.math.BigDecimal;

/**
 * Points of one question.
 *
 * @param earned points for what is right
 * @param gradable points that could be decided without a teacher; less than {@code possible} while
 *     long answers wait
 * @param possible what the question is worth
 */
public record QuestionScore(
    int number, BigDecimal earned, BigDecimal gradable, BigDecimal possible) {}
