/** What every service is configured with unless it says otherwise. */
@NullMarked
package dev.examhall.observability.defaults;

import org.jspecify.annotations.NullMarked;
