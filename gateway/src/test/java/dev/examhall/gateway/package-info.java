/** Tests of the gateway. */
@NullMarked
package dev.examhall.gateway;

import org.jspecify.annotations.NullMarked;
