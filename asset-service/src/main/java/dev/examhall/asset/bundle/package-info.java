/** Page bundles: what a release holds, and how its files are served. */
@NullMarked
package dev.examhall.asset.bundle;

import org.jspecify.annotations.NullMarked;
