/** Whether Kafka, memory and disk are well, with a status and a message. */
@NullMarked
package dev.examhall.observability.health;

import org.jspecify.annotations.NullMarked;
