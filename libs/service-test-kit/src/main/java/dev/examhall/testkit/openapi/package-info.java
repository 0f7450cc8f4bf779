/** Holds a running service to its own OpenAPI document, whatever it is asked. */
@NullMarked
package dev.examhall.testkit.openapi;

import org.jspecify.annotations.NullMarked;
