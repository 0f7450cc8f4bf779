@NullMarked
package dev.examhall.eventdelivery;

import org.jspecify.annotations.NullMarked;
