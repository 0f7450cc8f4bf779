package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.SelectAllRule;
import java.time.Instant;
import java.util.UUID;

/**
 * A regrading that was carried out.
 *
 * @param keyVersion whose key it used
 * @param sessions how many it changed
 */
public record Regraded(
    UUID id,
    int keyVersion,
    SelectAllRule selectAll,
    String reason,
    String byName,
    Instant at,
    int sessions) {}
