package dev.examhall.cacheclient;

/** What an invalidation names. */
sealed interface CachePattern {

  /** {@code *}: everything. */
  record Everything() implements CachePattern {}

  /** {@code exam:*}. */
  record WholePrefix(String prefix) implements CachePattern {}

  /** {@code exam:42:*}. */
  record WholeEntity(String prefix, String entity) implements CachePattern {}

  /** One key. */
  record SingleKey(String prefix, String entity, String rest) implements CachePattern {}

  /** Any other glob within a prefix; its prefix is literal. */
  record Glob(String prefix, String text) implements CachePattern {}

  /** Whether a value under the key may be meant; for globs the whole prefix is. */
  default boolean mayCover(CacheKey key) {
    return switch (this) {
      case Everything everything -> true;
      case WholePrefix whole -> whole.prefix.equals(key.prefix());
      case WholeEntity whole ->
          whole.prefix.equals(key.prefix()) && whole.entity.equals(key.entity());
      case SingleKey single ->
          single.prefix.equals(key.prefix())
              && single.entity.equals(key.entity())
              && single.rest.equals(key.rest());
      case Glob glob -> glob.prefix.equals(key.prefix());
    };
  }

  /** Reads a pattern; a glob whose prefix is not literal counts as everything. */
  static CachePattern parse(String text) {
    int first = text.indexOf(':');
    String prefix = first < 0 ? text : text.substring(0, first);
    if (first < 0 || wild(prefix)) {
      return new Everything();
    }
    String key = text.substring(first + 1);
    if (key.equals("*")) {
      return new WholePrefix(prefix);
    }
    int second = key.indexOf(':');
    String entity = second < 0 ? key : key.substring(0, second);
    String rest = second < 0 ? "" : key.substring(second + 1);
    if (second > 0 && !wild(entity) && rest.equals("*")) {
      return new WholeEntity(prefix, entity);
    }
    return second < 0 || wild(key) ? new Glob(prefix, text) : new SingleKey(prefix, entity, rest);
  }

  private static boolean wild(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }
}
