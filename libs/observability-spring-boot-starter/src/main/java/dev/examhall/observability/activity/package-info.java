/** How a service tells what people did and what happened. */
@NullMarked
package dev.examhall.observability.activity;

import org.jspecify.annotations.NullMarked;
