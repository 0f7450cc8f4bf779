package dev.examhall.eventdelivery.publishing;

/** Id of this service: its folder, its {@code spring.application.name}, its image. */
public record ServiceId(String value) {}
