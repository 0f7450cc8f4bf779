/** How a service ends without a failed request. */
@NullMarked
package dev.examhall.observability.shutdown;

import org.jspecify.annotations.NullMarked;
