/** Two instances of each service, restarted one by one while students work. */
@NullMarked
package dev.examhall.benchmarks.restart;

import org.jspecify.annotations.NullMarked;
