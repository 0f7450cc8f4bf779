@NullMarked
package dev.examhall.activitylog;

import org.jspecify.annotations.NullMarked;
