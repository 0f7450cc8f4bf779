/** How long operations take. */
@NullMarked
package dev.examhall.observability.measure;

import org.jspecify.annotations.NullMarked;
