/** The connection to Redis, and the epoch that begins with each new one. */
@NullMarked
package dev.examhall.cache.redis;

import org.jspecify.annotations.NullMarked;
