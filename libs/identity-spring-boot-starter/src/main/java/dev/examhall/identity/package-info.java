/**
 * Who is calling: verifies people's and services' tokens, and signs calls to other services.
 *
 * <p>A service declares one chain through {@link dev.examhall.identity.IdentitySecurity}, reads
 * {@link dev.examhall.identity.Caller} in its controllers, and puts {@link
 * dev.examhall.identity.ServiceTokenFilter} on each client.
 */
@NullMarked
package dev.examhall.identity;

import org.jspecify.annotations.NullMarked;
