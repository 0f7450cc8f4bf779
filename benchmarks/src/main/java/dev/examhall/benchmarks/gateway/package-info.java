/** What the gateway costs, and what it does when there is too much to do. */
@NullMarked
package dev.examhall.benchmarks.gateway;

import org.jspecify.annotations.NullMarked;
