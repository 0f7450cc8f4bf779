/** Taking an exam at random, to see how it is graded. */
@NullMarked
package dev.examhall.examrender.trial;

import org.jspecify.annotations.NullMarked;
