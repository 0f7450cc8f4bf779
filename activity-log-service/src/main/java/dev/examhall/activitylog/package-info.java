/** User and system events, from Kafka into PostgreSQL. */
@NullMarked
package dev.examhall.activitylog;

import org.jspecify.annotations.NullMarked;
