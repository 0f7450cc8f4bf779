package dev.examhall.testkit.openapi;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One method of one address, as a document describes it.
 *
 * @param method in capitals
 * @param path with its parameters in braces
 * @param body its request body, resolved
 * @param isOpen whether everybody may ask, by {@code security: []}
 */
public record Operation(
    String method,
    String path,
    List<String> tags,
    List<Parameter> parameters,
    Optional<JsonNode> body,
    JsonNode responses,
    boolean isOpen) {

  /**
   * A parameter of it.
   *
   * @param in {@code path}, {@code query}, {@code header} or {@code cookie}
   */
  public record Parameter(String name, String in, boolean required, JsonNode schema) {}

  @Override
  public String toString() {
    return method + ' ' + path;
  }
}
