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
 * @param playLimit how often it may be heard; null for as often as one likes
 */
public record AudioTrack(
    UUID id,
    String name,
    String url,
    @Nullable Double durationSeconds,
    int firstQuestion,
    int lastQuestion,
    @Nullable Integer playLimit) {}
