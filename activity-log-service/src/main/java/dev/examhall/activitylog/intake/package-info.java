/** Activities on their way from Kafka into PostgreSQL. */
@NullMarked
package dev.examhall.activitylog.intake;

import org.jspecify.annotations.NullMarked;
