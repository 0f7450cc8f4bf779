/** Exams, their questions, audio tracks, versions and the answer key. */
@NullMarked
package dev.examhall.examrender.exam;

import org.jspecify.annotations.NullMarked;
