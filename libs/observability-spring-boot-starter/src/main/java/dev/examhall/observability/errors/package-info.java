/** Errors that nobody expected, on their way to monitoring-service. */
@NullMarked
package dev.examhall.observability.errors;

import org.jspecify.annotations.NullMarked;
