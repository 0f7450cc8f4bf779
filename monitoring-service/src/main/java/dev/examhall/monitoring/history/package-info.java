/** Samples, changes and incidents in PostgreSQL, for as long as it is there. */
@NullMarked
package dev.examhall.monitoring.history;

import org.jspecify.annotations.NullMarked;
