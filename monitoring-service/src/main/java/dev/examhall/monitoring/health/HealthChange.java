package dev.examhall.monitoring.health;

import java.time.Instant;

/**
 * A service's believed state changed.
 *
 * @param score of the whole suite after it
 * @param at when it was known, not when it began
 */
public record HealthChange(
    String service, HealthState from, HealthState to, int score, String message, Instant at) {}
