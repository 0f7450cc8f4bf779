package dev.examhall.examrender.exam;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A listening track and the questions it belongs to.
 *
 * @param url path below the gateway, such as {@code /media/<hash>.mp3}
 * @param durationSeconds length, if it could be read from the file
 * @param firstQuestion first question the track is for, inclusive
 * @param lastQuestion last question the track is for, inclusive
 */
public record AudioTrack(
    UUID id,
    String name,
    String url,
    @Nullable Double durationSeconds,
    int firstQuestion,
    int lastQuestion) {}
