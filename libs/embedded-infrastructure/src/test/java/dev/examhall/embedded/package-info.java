@NullMarked
package dev.examhall.embedded;

import org.jspecify.annotations.NullMarked;
