/** Events out (transactional outbox, disk spool) and in (CloudEvents, dead letters). */
@NullMarked
package dev.examhall.eventdelivery;

import org.jspecify.annotations.NullMarked;
