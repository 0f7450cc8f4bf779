package dev.examhall.gateway.planted;

public record InsideTheGateway(String name) {}
