/** The suite as its users meet it: through the gateway, over HTTP and in a real browser. */
@NullMarked
package dev.examhall.endtoend;

import org.jspecify.annotations.NullMarked;
