/** Invalidating keys, entities, prefixes, tags and globs. */
@NullMarked
package dev.examhall.cache.invalidation;

import org.jspecify.annotations.NullMarked;
