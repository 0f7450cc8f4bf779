@NullMarked
package dev.examhall.planted.beta;

import org.jspecify.annotations.NullMarked;
