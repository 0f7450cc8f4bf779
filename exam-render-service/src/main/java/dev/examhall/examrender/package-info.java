/** Exams, sessions, answers and grading, and every student and teacher page. */
@NullMarked
package dev.examhall.examrender;

import org.jspecify.annotations.NullMarked;
