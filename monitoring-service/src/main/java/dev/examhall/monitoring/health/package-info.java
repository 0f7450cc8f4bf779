/**
 * What health is: states, hysteresis, score and overall status. Pure logic, and the board that
 * holds it.
 */
@NullMarked
package dev.examhall.monitoring.health;

import org.jspecify.annotations.NullMarked;
