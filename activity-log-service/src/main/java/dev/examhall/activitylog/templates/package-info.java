/** What jte makes of the templates. */
@NullMarked
package dev.examhall.activitylog.templates;

import org.jspecify.annotations.NullMarked;
