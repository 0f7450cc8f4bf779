/** Events on their way into Kafka. */
@NullMarked
package dev.examhall.eventdelivery.publishing;

import org.jspecify.annotations.NullMarked;
