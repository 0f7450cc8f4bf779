/** What cache-service tells every near cache. */
@NullMarked
package dev.examhall.events.cache.v1;

import org.jspecify.annotations.NullMarked;
