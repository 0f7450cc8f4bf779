/**
 * Tamper evidence: seals, each day's hash chain, its witness outside of the database, and its
 * check.
 */
@NullMarked
package dev.examhall.activitylog.chain;

import org.jspecify.annotations.NullMarked;
