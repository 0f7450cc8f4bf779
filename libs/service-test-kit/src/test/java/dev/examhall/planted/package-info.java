@NullMarked
package dev.examhall.planted;

import org.jspecify.annotations.NullMarked;
