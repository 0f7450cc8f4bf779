/** Work that one of several instances does. */
@NullMarked
package dev.examhall.eventdelivery.lock;

import org.jspecify.annotations.NullMarked;
