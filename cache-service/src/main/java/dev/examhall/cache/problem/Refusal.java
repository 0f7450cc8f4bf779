package dev.examhall.cache.problem;

import java.util.Collection;

/** Why a request is not done; each is a kind of problem detail. */
public sealed interface Refusal {

  /** The prefix is not configured. */
  record UnknownPrefix(String prefix, Collection<String> known) implements Refusal {}

  /** The key is not {@code entity:rest} of allowed characters. */
  record MalformedKey(String key, String reason) implements Refusal {}

  /** A pattern or tag that cannot be invalidated. */
  record MalformedPattern(String pattern, String reason) implements Refusal {}

  /** A parameter or header that cannot be read. */
  record MalformedParameter(String name, String reason) implements Refusal {}

  /** The value is larger than what is kept. */
  record ValueTooLarge(long maximumBytes) implements Refusal {}

  /** An invalidation came between the lookup and the fill. */
  record InvalidatedMeanwhile() implements Refusal {}

  /** There is no value, scan or the like by this name. */
  record NotFound(String what) implements Refusal {}
}
