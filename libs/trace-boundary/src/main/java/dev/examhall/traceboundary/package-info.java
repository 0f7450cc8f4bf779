/** Runs inside the OpenTelemetry agent, apart from the service. */
@NullMarked
package dev.examhall.traceboundary;

import org.jspecify.annotations.NullMarked;
