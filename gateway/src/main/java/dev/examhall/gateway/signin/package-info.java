/** Signing in by form: accounts, passwords, back-off after failures. */
@NullMarked
package dev.examhall.gateway.signin;

import org.jspecify.annotations.NullMarked;
