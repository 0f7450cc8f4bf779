/** Operators ask whether the log still is what it was. */
@NullMarked
package dev.examhall.activitylog.integrity;

import org.jspecify.annotations.NullMarked;
