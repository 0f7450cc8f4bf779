/** Signing in with an organisation's own accounts, by OpenID Connect. */
@NullMarked
package dev.examhall.gateway.oidc;

import org.jspecify.annotations.NullMarked;
