@NullMarked
package dev.examhall.cache;

import org.jspecify.annotations.NullMarked;
