/** The public status page and the health API. */
@NullMarked
package dev.examhall.monitoring.page;

import org.jspecify.annotations.NullMarked;
