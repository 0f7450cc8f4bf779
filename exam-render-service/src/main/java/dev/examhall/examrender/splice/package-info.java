/**
 * Pages that are the same for many people but for a few places: rendered and compressed once, then
 * stitched together with each person's own parts.
 */
@NullMarked
package dev.examhall.examrender.splice;

import org.jspecify.annotations.NullMarked;
