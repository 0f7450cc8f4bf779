@NullMarked
package dev.examhall.testkit.openapi;

import org.jspecify.annotations.NullMarked;
