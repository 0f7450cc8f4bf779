/** Times in which somebody works on something, so that nobody is called because of it. */
@NullMarked
package dev.examhall.monitoring.maintenance;

import org.jspecify.annotations.NullMarked;
