/** Values: keys, generations, fill tokens and leases. */
@NullMarked
package dev.examhall.cache.entry;

import org.jspecify.annotations.NullMarked;
