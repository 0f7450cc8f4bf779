/** What is worth an alert, what is its cause, and when to say so. Plain logic without I/O. */
@NullMarked
package dev.examhall.monitoring.alerting;

import org.jspecify.annotations.NullMarked;
