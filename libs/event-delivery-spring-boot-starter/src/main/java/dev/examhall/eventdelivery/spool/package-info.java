/** Events that wait on disk until Kafka has them. */
@NullMarked
package dev.examhall.eventdelivery.spool;

import org.jspecify.annotations.NullMarked;
