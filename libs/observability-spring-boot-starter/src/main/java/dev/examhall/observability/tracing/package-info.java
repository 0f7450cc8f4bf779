/** Our own spans below those of the OpenTelemetry agent. */
@NullMarked
package dev.examhall.observability.tracing;

import org.jspecify.annotations.NullMarked;
