package dev.examhall.monitoring.notifying;

import dev.examhall.monitoring.alerting.Notice;
import java.util.UUID;

/**
 * A notice that one receiver has not taken yet.
 *
 * @param id UUIDv7: in the order in which things happened
 * @param receiver its name
 */
record WaitingNotice(UUID id, String receiver, Notice notice) {}
