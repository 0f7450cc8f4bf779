/** Events that are committed with the change they tell about, and their way from there to Kafka. */
@NullMarked
package dev.examhall.eventdelivery.outbox;

import org.jspecify.annotations.NullMarked;
