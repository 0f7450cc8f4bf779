/** What the activity log promises, measured. */
@NullMarked
package dev.examhall.benchmarks.activity;

import org.jspecify.annotations.NullMarked;
