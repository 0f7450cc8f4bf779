@NullMarked
package dev.examhall.benchmarks;

import org.jspecify.annotations.NullMarked;
