/** Failures as RFC 9457 problem details. */
@NullMarked
package dev.examhall.activitylog.problem;

import org.jspecify.annotations.NullMarked;
