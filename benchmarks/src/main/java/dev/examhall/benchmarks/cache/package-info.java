/** The cache against what it is made of. */
@NullMarked
package dev.examhall.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
