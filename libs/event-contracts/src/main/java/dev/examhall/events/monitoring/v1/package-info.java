/** What monitoring-service takes in and tells: errors and health. */
@NullMarked
package dev.examhall.events.monitoring.v1;

import org.jspecify.annotations.NullMarked;
