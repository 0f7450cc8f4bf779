/** How much one client may ask for, counted by all gateways together. */
@NullMarked
package dev.examhall.gateway.limit;

import org.jspecify.annotations.NullMarked;
