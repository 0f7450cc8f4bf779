/** Finding activities, and the API for it. */
@NullMarked
package dev.examhall.activitylog.search;

import org.jspecify.annotations.NullMarked;
