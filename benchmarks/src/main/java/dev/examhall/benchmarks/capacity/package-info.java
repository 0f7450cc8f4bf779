/** What one student costs, and what there is too little of first when many come. */
@NullMarked
package dev.examhall.benchmarks.capacity;

import org.jspecify.annotations.NullMarked;
