package dev.examhall.activitylog.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * @param next opaque; asks for what follows these, and is absent where nothing follows
 */
public record ActivityPage(List<Activity> items, @Nullable String next) {}
