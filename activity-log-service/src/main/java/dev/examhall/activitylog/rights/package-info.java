/** Who may read what of the log. */
@NullMarked
package dev.examhall.activitylog.rights;

import org.jspecify.annotations.NullMarked;
