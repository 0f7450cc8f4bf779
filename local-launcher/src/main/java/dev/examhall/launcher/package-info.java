/** Starts the whole suite on one machine, looks after it, and ends it. */
@NullMarked
package dev.examhall.launcher;

import org.jspecify.annotations.NullMarked;
