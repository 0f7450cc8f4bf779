/** Partitions of the log, made before they are needed. */
@NullMarked
package dev.examhall.activitylog.partition;

import org.jspecify.annotations.NullMarked;
