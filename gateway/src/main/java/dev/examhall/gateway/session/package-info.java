/** Who is signed in: the cookie, and the record by which a session can be ended. */
@NullMarked
package dev.examhall.gateway.session;

import org.jspecify.annotations.NullMarked;
