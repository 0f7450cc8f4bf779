/** The way booklets and tracks take to asset-service, and who may see them. */
@NullMarked
package dev.examhall.examrender.media;

import org.jspecify.annotations.NullMarked;
