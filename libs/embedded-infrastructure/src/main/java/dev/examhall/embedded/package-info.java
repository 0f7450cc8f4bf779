/**
 * Real PostgreSQL, Redis and Kafka as child processes: persistent, on loopback only, without
 * Docker.
 */
@NullMarked
package dev.examhall.embedded;

import org.jspecify.annotations.NullMarked;
