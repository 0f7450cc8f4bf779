/** A student's attempt: the clock, answers with revisions, submission. */
@NullMarked
package dev.examhall.examrender.session;

import org.jspecify.annotations.NullMarked;
