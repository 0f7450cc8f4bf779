/** Which of several instances watches and tells. */
@NullMarked
package dev.examhall.monitoring.duty;

import org.jspecify.annotations.NullMarked;
