/** One class a page. */
@NullMarked
package dev.examhall.examrender.page;

import org.jspecify.annotations.NullMarked;
