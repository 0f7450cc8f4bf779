/** The identity that goes on to a service, and the keys it is signed with. */
@NullMarked
package dev.examhall.gateway.relay;

import org.jspecify.annotations.NullMarked;
