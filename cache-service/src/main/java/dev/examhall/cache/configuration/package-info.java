/** Prefixes, sizes and times. */
@NullMarked
package dev.examhall.cache.configuration;

import org.jspecify.annotations.NullMarked;
