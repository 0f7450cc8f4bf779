package dev.examhall.activitylog.page;

import dev.examhall.activitylog.chain.ChainReport;
import dev.examhall.eventdelivery.DeadLetters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of the log's health.
 *
 * @param report absent until a check was asked for
 * @param replayed how many dead letters were sent back just now
 * @param problem why the dead letters cannot be shown
 */
public record IntegrityView(
    @Nullable ChainReport report,
    List<DeadLetters.Letter> letters,
    @Nullable String replayed,
    @Nullable String problem) {}
