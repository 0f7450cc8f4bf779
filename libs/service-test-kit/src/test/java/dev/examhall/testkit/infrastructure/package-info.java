@NullMarked
package dev.examhall.testkit.infrastructure;

import org.jspecify.annotations.NullMarked;
