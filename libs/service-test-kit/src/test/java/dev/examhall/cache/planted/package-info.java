@NullMarked
package dev.examhall.cache.planted;

import org.jspecify.annotations.NullMarked;
