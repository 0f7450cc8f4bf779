/** The parts of HTTP that bundles and media share. */
@NullMarked
package dev.examhall.asset.http;

import org.jspecify.annotations.NullMarked;
