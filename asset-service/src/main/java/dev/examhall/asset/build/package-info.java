/**
 * Makes the page bundles while Maven builds this module: esbuild, compression, manifest, budgets.
 * Nothing here runs in the service.
 */
@NullMarked
package dev.examhall.asset.build;

import org.jspecify.annotations.NullMarked;
