/** The suite under simulated people while its processes and connections fail. */
@NullMarked
package dev.examhall.chaos;

import org.jspecify.annotations.NullMarked;
