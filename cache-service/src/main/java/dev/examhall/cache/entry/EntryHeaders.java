package dev.examhall.cache.entry;

/** Header fields of our own. */
public final class EntryHeaders {

  /** Given with a miss, and with a hit whose receiver should load a new value; sent with a fill. */
  public static final String FILL_TOKEN = "Examhall-Fill-Token";

  /** {@code granted} or {@code held}: whether the caller or somebody else should load. */
  public static final String LEASE = "Examhall-Lease";

  /** How long a value took to load, ISO-8601; decides how early it is loaded again. */
  public static final String LOAD_TIME = "Examhall-Load-Time";

  /** RFC 9211. */
  public static final String CACHE_STATUS = "Cache-Status";

  /** RFC 9111. */
  public static final String AGE = "Age";

  private EntryHeaders() {}
}
