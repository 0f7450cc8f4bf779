/** Asks every service how it is, each on its own schedule. */
@NullMarked
package dev.examhall.monitoring.polling;

import org.jspecify.annotations.NullMarked;
