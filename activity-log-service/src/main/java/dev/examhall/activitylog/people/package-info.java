/** Erasing what the log says about a person. */
@NullMarked
package dev.examhall.activitylog.people;

import org.jspecify.annotations.NullMarked;
