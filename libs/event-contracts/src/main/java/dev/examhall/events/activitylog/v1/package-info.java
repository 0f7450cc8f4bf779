/** What activity-log-service takes in: what people did and what the system did. */
@NullMarked
package dev.examhall.events.activitylog.v1;

import org.jspecify.annotations.NullMarked;
