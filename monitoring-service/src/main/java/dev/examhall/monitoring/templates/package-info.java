/** What jte generates from {@code src/main/jte} while Maven builds. */
@NullMarked
package dev.examhall.monitoring.templates;

import org.jspecify.annotations.NullMarked;
