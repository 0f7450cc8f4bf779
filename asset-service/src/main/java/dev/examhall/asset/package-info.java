/** Page bundles and exam media, immutable and content-addressed. */
@NullMarked
package dev.examhall.asset;

import org.jspecify.annotations.NullMarked;
