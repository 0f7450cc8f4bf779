@NullMarked
package dev.examhall.chaos;

import org.jspecify.annotations.NullMarked;
