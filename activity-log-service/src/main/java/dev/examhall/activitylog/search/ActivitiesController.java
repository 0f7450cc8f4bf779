package dev.examhall.activitylog.search;

import dev.examhall.activitylog.search.ActivityQuery.Parsed;
import dev.examhall.identity.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;

@RestController
final class ActivitiesController {

  private static final int RECENT = 50;

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final SearchActivities search;
  private final FollowActivities follow;
  private final ExportActivities export;

  ActivitiesController(SearchActivities search, FollowActivities follow, ExportActivities export) {
    this.search = search;
    this.follow = follow;
    this.export = export;
  }

  @GetMapping(path = "/api/v1/activities", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ActivityPage> activities(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    return query(parameters).flatMap(query -> search.search(query, caller));
  }

  private static Mono<ActivityQuery> query(MultiValueMap<String, String> parameters) {
    return switch (ActivityQuery.parse(parameters)) {
      case Parsed.Valid valid -> Mono.just(valid.query());
      case Parsed.Invalid invalid -> Mono.error(new UnreadableQueryException(invalid));
    };
  }

  @GetMapping(path = "/api/v1/activities/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  Mono<ResponseEntity<Flux<ServerSentEvent<Activity>>>> stream(
      @RequestParam MultiValueMap<String, String> parameters,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last,
      @AuthenticationPrincipal Caller caller) {
    return query(parameters)
        .flatMap(
            query ->
                follow.follow(
                    query, caller, last == null ? null : Arrival.Position.parse(last).orElse(null)))
        .map(
            arrivals ->
                ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .header("X-Accel-Buffering", "no")
                    .body(withHeartbeat(arrivals)));
  }

  /** A first line at once says that the stream is there, later ones that it still is. */
  private static Flux<ServerSentEvent<Activity>> withHeartbeat(Flux<Arrival> arrivals) {
    ServerSentEvent<Activity> alive = ServerSentEvent.<Activity>builder().comment("alive").build();
    // Materialised, so that the heart stops with the stream.
    return Flux.merge(
            arrivals.map(ActivitiesController::event).materialize(),
            Flux.concat(Mono.just(0L), Mono.delay(HEARTBEAT).repeat())
                .onBackpressureDrop()
                .map(beat -> Signal.next(alive)))
        .dematerialize();
  }

  private static ServerSentEvent<Activity> event(Arrival arrival) {
    return ServerSentEvent.builder(arrival.activity()).id(arrival.position().text()).build();
  }

  @GetMapping("/api/v1/activities/export.csv")
  Mono<ResponseEntity<Flux<DataBuffer>>> csv(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    return export(parameters, ExportFormat.CSV, caller);
  }

  @GetMapping("/api/v1/activities/export.ndjson")
  Mono<ResponseEntity<Flux<DataBuffer>>> ndjson(
      @RequestParam MultiValueMap<String, String> parameters,
      @AuthenticationPrincipal Caller caller) {
    return export(parameters, ExportFormat.NDJSON, caller);
  }

  private Mono<ResponseEntity<Flux<DataBuffer>>> export(
      MultiValueMap<String, String> parameters, ExportFormat format, Caller caller) {
    return query(parameters)
        .flatMap(query -> export.export(query, format, caller))
        .map(
            text ->
                ResponseEntity.ok()
                    .contentType(format.type())
                    .cacheControl(CacheControl.noStore())
                    .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                            .filename("activities." + format.suffix())
                            .build()
                            .toString())
                    .body(
                        text.map(
                            part ->
                                DefaultDataBufferFactory.sharedInstance.wrap(
                                    part.getBytes(StandardCharsets.UTF_8)))));
  }

  @GetMapping(path = "/api/v1/activities/recent", produces = MediaType.APPLICATION_JSON_VALUE)
  Mono<ActivityPage> recent(
      @RequestParam Map<String, String> parameters, @AuthenticationPrincipal Caller caller) {
    String actor = parameters.getOrDefault("actor", "").strip();
    if (actor.isEmpty()) {
      return Mono.error(
          new UnreadableQueryException(new Parsed.Invalid("actor", "whose activities?")));
    }
    return search
        .search(ActivityQuery.ofActor(actor, RECENT), caller)
        .map(page -> new ActivityPage(page.items(), null));
  }

  @GetMapping("/v3/api-docs")
  ResponseEntity<Resource> description() {
    return ResponseEntity.ok()
        .contentType(new MediaType("application", "yaml"))
        .body(new ClassPathResource("openapi.yaml"));
  }
}
