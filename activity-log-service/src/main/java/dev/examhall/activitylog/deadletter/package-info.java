/** What could not be stored, and how it gets its second chance. */
@NullMarked
package dev.examhall.activitylog.deadletter;

import org.jspecify.annotations.NullMarked;
