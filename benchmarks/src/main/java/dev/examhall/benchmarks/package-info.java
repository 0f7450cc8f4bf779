/** Measures what the suite promises. Run on demand: {@code ./examhall bench}. */
@NullMarked
package dev.examhall.benchmarks;

import org.jspecify.annotations.NullMarked;
