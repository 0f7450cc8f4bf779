/** RFC 9457 problem details; the one place that turns outcomes into HTTP errors. */
@NullMarked
package dev.examhall.examrender.problem;

import org.jspecify.annotations.NullMarked;
