package dev.examhall.activitylog.sink;

import dev.examhall.events.activitylog.v1.ActivityRecorded;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks the bulk protocol, which OpenSearch and Elasticsearch have in common. */
final class BulkClient {

  private static final MediaType BULK = MediaType.parseMediaType("application/x-ndjson");
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("uuuu.MM", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Conflicts last as long as a batch is being written. */
  private static final int FORGET_ROUNDS = 20;

  private static final Duration FORGET_PAUSE = Duration.ofMillis(250);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final WebClient http;
  private final SearchSinkProperties properties;

  BulkClient(WebClient.Builder builder, SearchSinkProperties properties) {
    this.properties = properties;
    this.http =
        builder
            .baseUrl(String.valueOf(properties.url()))
            .defaultHeaders(headers -> authenticate(headers, properties))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
            .build();
  }

  private static void authenticate(HttpHeaders headers, SearchSinkProperties properties) {
    if (properties.username() != null && properties.password() != null) {
      headers.setBasicAuth(properties.username(), properties.password());
    }
  }

  /** How each activity of a batch fared, in its order: an HTTP status. */
  Mono<List<Integer>> index(List<ActivityRecorded> activities) {
    StringBuilder lines = new StringBuilder(activities.size() * 500);
    for (ActivityRecorded activity : activities) {
      // The id is the document's: the same activity again writes the same document again.
      Map<String, Object> to = new LinkedHashMap<>();
      to.put("_index", properties.index() + "-" + MONTH.format(activity.at()));
      to.put("_id", activity.id().toString());
      lines.append(JSON.writeValueAsString(Map.of("index", to))).append('\n');
      lines.append(JSON.writeValueAsString(activity)).append('\n');
    }
    return http.post()
        .uri("/_bulk")
        .contentType(BULK)
        .bodyValue(lines.toString())
        .retrieve()
        .bodyToMono(String.class)
        .timeout(properties.timeout())
        .map(BulkClient::statuses);
  }

  private static List<Integer> statuses(String body) {
    List<Integer> statuses = new ArrayList<>();
    for (JsonNode item : JSON.readTree(body).path("items")) {
      statuses.add(item.path("index").path("status").asInt());
    }
    return statuses;
  }

  /** How new indices are mapped; what is in {@code details} is kept and not searched. */
  Mono<Void> prepare() {
    Map<String, Object> keyword = Map.of("type", "keyword");
    Map<String, Object> reference =
        Map.of("properties", Map.of("type", keyword, "id", keyword, "name", keyword));
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name :
        List.of("id", "kind", "verb", "examId", "sessionId", "severity", "service", "traceId")) {
      fields.put(name, keyword);
    }
    fields.put("at", Map.of("type", "date"));
    fields.put("actor", reference);
    fields.put("object", reference);
    fields.put("message", Map.of("type", "text"));
    fields.put("details", Map.of("type", "object", "enabled", false));
    fields.put("schemaVersion", Map.of("type", "integer"));
    Map<String, Object> template =
        Map.of(
            "index_patterns",
            List.of(properties.index() + "-*"),
            "template",
            Map.of("mappings", Map.of("dynamic", false, "properties", fields)));
    return http.put()
        .uri("/_index_template/" + properties.index())
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JSON.writeValueAsString(template))
        .retrieve()
        .toBodilessEntity()
        .timeout(properties.timeout())
        .then();
  }

  /**
   * Deletes what names a person; what is on its way is not seen yet. A document that was being
   * written again meanwhile is a conflict, and is deleted in the next round.
   */
  Mono<Void> forget(String person) {
    return Mono.defer(() -> forgetOnce(person))
        .filter(conflicts -> conflicts == 0)
        .repeatWhenEmpty(FORGET_ROUNDS, rounds -> rounds.delayElements(FORGET_PAUSE))
        .then();
  }

  /** Emits how many documents were written again meanwhile, and are still there. */
  private Mono<Long> forgetOnce(String person) {
    List<Map<String, Object>> any =
        List.of("actor.id", "object.id", "sessionId").stream()
            .map(field -> Map.<String, Object>of("term", Map.of(field, person)))
            .toList();
    return http.post()
        .uri("/" + properties.index() + "-*/_delete_by_query?conflicts=proceed&refresh=true")
        .contentType(MediaType.APPLICATION_JSON)
        .bodyValue(JSON.writeValueAsString(Map.of("query", Map.of("bool", Map.of("should", any)))))
        .retrieve()
        .bodyToMono(String.class)
        .timeout(properties.timeout())
        .map(answer -> JSON.readTree(answer).path("version_conflicts").asLong());
  }
}
