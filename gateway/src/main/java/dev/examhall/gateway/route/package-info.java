/**
 * Which address goes to which service, who may call it, and what happens when the service is gone.
 */
@NullMarked
package dev.examhall.gateway.route;

import org.jspecify.annotations.NullMarked;
