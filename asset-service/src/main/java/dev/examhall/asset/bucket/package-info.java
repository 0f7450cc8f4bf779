/** A bucket of anything that speaks S3, shared by all instances. */
@NullMarked
package dev.examhall.asset.bucket;

import org.jspecify.annotations.NullMarked;
