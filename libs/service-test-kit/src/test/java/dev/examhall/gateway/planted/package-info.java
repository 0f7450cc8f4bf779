@NullMarked
package dev.examhall.gateway.planted;

import org.jspecify.annotations.NullMarked;
