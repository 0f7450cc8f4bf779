/** What is said to callers when a request cannot be done. */
@NullMarked
package dev.examhall.cache.problem;

import org.jspecify.annotations.NullMarked;
