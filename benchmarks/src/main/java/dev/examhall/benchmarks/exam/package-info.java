/** Measures how exams are shown and answers are saved. */
@NullMarked
package dev.examhall.benchmarks.exam;

import org.jspecify.annotations.NullMarked;
