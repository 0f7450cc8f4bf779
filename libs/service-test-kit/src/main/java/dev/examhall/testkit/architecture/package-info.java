/** The rules of the house as code. */
@NullMarked
package dev.examhall.testkit.architecture;

import org.jspecify.annotations.NullMarked;
