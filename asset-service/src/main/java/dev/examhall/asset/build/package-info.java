/**
 * Makes the page bundles while Maven builds this module: esbuild, compression, manifest, budgets.
 * In the service it only runs in development mode.
 */
@NullMarked
package dev.examhall.asset.build;

import org.jspecify.annotations.NullMarked;
