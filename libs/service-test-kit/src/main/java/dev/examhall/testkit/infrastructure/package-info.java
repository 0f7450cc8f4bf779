/**
 * Real PostgreSQL, Redis and Kafka for tests: containers where an engine and the images are
 * present, otherwise child processes; one of each for a test JVM.
 */
@NullMarked
package dev.examhall.testkit.infrastructure;

import org.jspecify.annotations.NullMarked;
