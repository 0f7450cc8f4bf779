@NullMarked
package dev.examhall.launcher;

import org.jspecify.annotations.NullMarked;
