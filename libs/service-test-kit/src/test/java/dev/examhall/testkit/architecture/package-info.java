@NullMarked
package dev.examhall.testkit.architecture;

import org.jspecify.annotations.NullMarked;
