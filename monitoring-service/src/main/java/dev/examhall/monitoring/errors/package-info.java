/** Errors that nobody expected, of services and of browsers, grouped by what is the same bug. */
@NullMarked
package dev.examhall.monitoring.errors;

import org.jspecify.annotations.NullMarked;
