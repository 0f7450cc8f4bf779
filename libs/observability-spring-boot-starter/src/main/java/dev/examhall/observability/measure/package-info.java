/** How long operations take, and how many statements they run. */
@NullMarked
package dev.examhall.observability.measure;

import org.jspecify.annotations.NullMarked;
