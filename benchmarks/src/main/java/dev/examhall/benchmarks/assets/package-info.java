/** Measures how page bundles are served. */
@NullMarked
package dev.examhall.benchmarks.assets;

import org.jspecify.annotations.NullMarked;
