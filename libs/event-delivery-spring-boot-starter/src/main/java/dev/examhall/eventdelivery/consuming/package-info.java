/** Events on their way from Kafka to a service's handlers, and aside if they can't be handled. */
@NullMarked
package dev.examhall.eventdelivery.consuming;

import org.jspecify.annotations.NullMarked;
