/** HTTP as no client library would speak it. */
@NullMarked
package dev.examhall.testkit.http;

import org.jspecify.annotations.NullMarked;
