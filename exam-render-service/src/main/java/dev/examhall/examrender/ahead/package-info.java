/** Answers a few requests right behind the HTTP codec, ahead of server and framework. */
@NullMarked
package dev.examhall.examrender.ahead;

import org.jspecify.annotations.NullMarked;
