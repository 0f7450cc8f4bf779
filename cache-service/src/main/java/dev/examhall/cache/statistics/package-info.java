/** What the cache has done, by prefix. */
@NullMarked
package dev.examhall.cache.statistics;

import org.jspecify.annotations.NullMarked;
