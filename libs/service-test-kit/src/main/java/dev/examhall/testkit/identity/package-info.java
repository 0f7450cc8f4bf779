/** Callers for tests: tokens as the gateway and the services make them, and the gateway's keys. */
@NullMarked
package dev.examhall.testkit.identity;

import org.jspecify.annotations.NullMarked;
