/** The words of the pages, by language. */
@NullMarked
package dev.examhall.examrender.text;

import org.jspecify.annotations.NullMarked;
