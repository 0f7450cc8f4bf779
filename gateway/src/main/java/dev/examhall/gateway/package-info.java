/** The only door: routing, sign-in, limits, circuit breakers and fallback pages. */
@NullMarked
package dev.examhall.gateway;

import org.jspecify.annotations.NullMarked;
