@NullMarked
package dev.examhall.planted.alpha;

import org.jspecify.annotations.NullMarked;
