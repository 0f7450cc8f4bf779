/** Health, errors and alerts of the whole suite. */
@NullMarked
package dev.examhall.monitoring;

import org.jspecify.annotations.NullMarked;
