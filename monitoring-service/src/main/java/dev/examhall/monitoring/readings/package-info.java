/** What services measure about themselves, read from them and held for half an hour. */
@NullMarked
package dev.examhall.monitoring.readings;

import org.jspecify.annotations.NullMarked;
