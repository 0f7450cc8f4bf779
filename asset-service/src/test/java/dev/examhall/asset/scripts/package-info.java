/** The pages' scripts, tested where they run: in a browser. */
@NullMarked
package dev.examhall.asset.scripts;

import org.jspecify.annotations.NullMarked;
