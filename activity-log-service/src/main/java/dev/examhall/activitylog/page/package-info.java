/** The pages for people who read the log. */
@NullMarked
package dev.examhall.activitylog.page;

import org.jspecify.annotations.NullMarked;
