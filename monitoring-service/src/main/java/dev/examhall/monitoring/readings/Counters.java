package dev.examhall.monitoring.readings;

import java.util.Map;
import java.util.Set;

/**
 * What a service has counted since its start.
 *
 * @param requests answered, but for those about its health
 * @param failed of them, with 5xx
 * @param seconds spent on them
 * @param cacheReads with an outcome; of the cache's own, or of the starter's client
 * @param queries run on the database
 * @param querySeconds spent on them
 * @param heapBytes in use now
 */
record Counters(
    double requests,
    double failed,
    double seconds,
    double cacheReads,
    double cacheHits,
    double queries,
    double querySeconds,
    double heapBytes) {

  static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

  private static final String REQUESTS = "http_server_requests_seconds_count";
  private static final String SECONDS = "http_server_requests_seconds_sum";
  private static final String CACHE = "examhall_cache_operations_total";
  private static final String CLIENT = "examhall_cache_client_reads_total";
  private static final String QUERIES = "db_client_operation_duration_seconds_count";
  private static final String QUERY_SECONDS = "db_client_operation_duration_seconds_sum";
  private static final String MEMORY = "jvm_memory_used_bytes";

  private static final Set<String> WANTED =
      Set.of(REQUESTS, SECONDS, CACHE, CLIENT, QUERIES, QUERY_SECONDS, MEMORY);

  static Counters of(String prometheus) {
    Sum sum = new Sum();
    PrometheusText.read(prometheus, WANTED, sum::add);
    return new Counters(
        sum.requests,
        sum.failed,
        sum.seconds,
        sum.reads,
        sum.hits,
        sum.queries,
        sum.querySeconds,
        sum.heap);
  }

  private static final class Sum {
    private double requests;
    private double failed;
    private double seconds;
    private double reads;
    private double hits;
    private double queries;
    private double querySeconds;
    private double heap;

    void add(String name, Map<String, String> labels, double value) {
      boolean own = labels.getOrDefault("uri", "").startsWith("/actuator");
      switch (name) {
        case REQUESTS -> {
          requests += own ? 0 : value;
          failed += !own && labels.getOrDefault("status", "").startsWith("5") ? value : 0;
        }
        case SECONDS -> seconds += own ? 0 : value;
        case CACHE, CLIENT -> {
          String outcome = labels.getOrDefault("outcome", "");
          boolean hit = outcome.contains("hit") || outcome.equals("stale");
          reads += hit || outcome.contains("miss") ? value : 0;
          hits += hit ? value : 0;
        }
        case QUERIES -> queries += value;
        case QUERY_SECONDS -> querySeconds += value;
        case MEMORY -> heap += labels.getOrDefault("area", "").equals("heap") ? value : 0;
        default -> {}
      }
    }
  }

  /** Whether the service was started anew in between: its counts began again. */
  boolean startedAfter(Counters earlier) {
    return requests < earlier.requests || queries < earlier.queries;
  }
}
