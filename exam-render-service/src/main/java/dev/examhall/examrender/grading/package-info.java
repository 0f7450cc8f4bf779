/** Scoring of answers against a key; pure functions. */
@NullMarked
package dev.examhall.examrender.grading;

import org.jspecify.annotations.NullMarked;
