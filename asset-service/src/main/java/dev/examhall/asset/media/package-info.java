/**
 * Exam booklets and listening tracks: taken in, checked, stored once by content, served to whom may
 * see them.
 */
@NullMarked
package dev.examhall.asset.media;

import org.jspecify.annotations.NullMarked;
