/** Cached results by annotation: a near cache in this process over cache-service. */
@NullMarked
package dev.examhall.cacheclient;

import org.jspecify.annotations.NullMarked;
