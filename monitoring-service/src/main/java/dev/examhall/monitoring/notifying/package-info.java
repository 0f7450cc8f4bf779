/** Ways to tell people and programs about alerts. */
@NullMarked
package dev.examhall.monitoring.notifying;

import org.jspecify.annotations.NullMarked;
