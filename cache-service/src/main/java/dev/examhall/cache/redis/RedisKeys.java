package dev.examhall.cache.redis;

/** Names of keys in Redis. */
public final class RedisKeys {

  private final String namespace;

  /** Names that begin with the namespace. */
  public RedisKeys(String namespace) {
    this.namespace = namespace;
  }

  public String epoch() {
    return namespace + "epoch";
  }

  /** The last number {@link RedisScript#TICK} gave. */
  public String clock() {
    return namespace + "clock";
  }

  /** The run of Redis in which the epoch began. */
  String run() {
    return namespace + "run";
  }

  /** Is there while any instance is connected, and a little longer. */
  String alive() {
    return namespace + "alive";
  }

  public String prefixGeneration(String prefix) {
    return namespace + "g:" + prefix;
  }

  public String entityGeneration(String prefix, String entity) {
    return namespace + "g:" + prefix + ':' + entity;
  }

  public String tag(String tag) {
    return namespace + "t:" + tag;
  }

  public String value(String prefix, String key) {
    return values() + prefix + ':' + key;
  }

  /** What the keys of all values begin with. */
  String values() {
    return namespace + "v:";
  }

  /** When a key was last deleted or put over. */
  public String tombstone(String prefix, String key) {
    return namespace + "d:" + prefix + ':' + key;
  }

  public String lease(String prefix, String key) {
    return namespace + "l:" + prefix + ':' + key;
  }

  /** When a glob of the prefix was last invalidated. */
  public String barrier(String prefix) {
    return namespace + "b:" + prefix;
  }

  /** What each instance has counted. */
  public String statistics() {
    return namespace + "statistics";
  }

  public String scan(String id) {
    return namespace + "scan:" + id;
  }
}
