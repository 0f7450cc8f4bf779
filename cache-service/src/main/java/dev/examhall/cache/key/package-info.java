/** Keys, patterns over them and tags, as callers write them. */
@NullMarked
package dev.examhall.cache.key;

import org.jspecify.annotations.NullMarked;
