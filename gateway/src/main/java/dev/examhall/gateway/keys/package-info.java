/** Where the gateway keeps its keys. */
@NullMarked
package dev.examhall.gateway.keys;

import org.jspecify.annotations.NullMarked;
