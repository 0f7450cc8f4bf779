/** Everything that can go wrong, as problem details. */
@NullMarked
package dev.examhall.asset.problem;

import org.jspecify.annotations.NullMarked;
