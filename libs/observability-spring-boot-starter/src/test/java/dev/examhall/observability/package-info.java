@NullMarked
package dev.examhall.observability;

import org.jspecify.annotations.NullMarked;
