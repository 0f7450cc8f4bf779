package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.ExamScope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Who takes exams now, for all who watch through this instance: however many they are, the database
 * is asked once a second, and not at all while nobody watches.
 */
@Component
public class LiveBoard {

  private static final Logger log = LoggerFactory.getLogger(LiveBoard.class);
  private static final Duration LINGER = Duration.ofSeconds(5);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
  private static final Duration OLDEST = Duration.ofSeconds(3);
  private static final Comparator<LiveSession> INCIDENTS_FIRST =
      Comparator.comparingInt(LiveBoard::urgency)
          .thenComparing(LiveSession::deadline, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(LiveSession::id);

  private final LiveRepository repository;
  private final LiveProperties properties;
  private final Clock clock;
  private final Flux<LiveLook> looks;
  private volatile @Nullable LiveLook last;

  LiveBoard(LiveRepository repository, LiveProperties properties, Clock clock) {
    this.repository = repository;
    this.properties = properties;
    this.clock = clock;
    this.looks =
        Mono.defer(this::look)
            .timeout(LONGEST_LOOK)
            .onErrorResume(LiveBoard::reported)
            // each pause begins when the look before has ended: slow looks do not pile up
            .repeatWhen(ended -> ended.concatMap(n -> Mono.delay(properties.lookEvery())))
            .replay(1)
            .refCount(1, LINGER);
  }

  private static int urgency(LiveSession session) {
    return session.incidents().isEmpty()
        ? Incident.values().length
        : session.incidents().getFirst().ordinal();
  }

  private Mono<LiveLook> look() {
    Instant now = clock.instant();
    return repository.underWay(now).map(found -> look(found, now)).doOnNext(look -> last = look);
  }

  private LiveLook look(LiveRepository.Found found, Instant now) {
    LiveLook before = last;
    Map<UUID, LiveSession> known = before == null ? Map.of() : before.sessions();
    Map<UUID, LiveSession> sessions = HashMap.newHashMap(found.sessions().size());
    for (LiveFacts each : found.sessions()) {
      LiveSession session = each.at(now, properties);
      LiveSession same = known.get(session.id());
      sessions.put(session.id(), session.equals(same) ? same : session);
    }
    return new LiveLook(now, sessions, found.exams());
  }

  private static Mono<LiveLook> reported(Throwable failure) {
    // boards say how old they are
    log.atWarn().addKeyValue("reason", failure.toString()).log("The live board could not look");
    return Mono.empty();
  }

  /**
   * What happens on a board.
   *
   * @param at when the database was looked at
   * @param whole whether these are all sessions, and not just those that changed
   * @param exams names by id; null where they are as before
   * @param sessions new and changed ones
   * @param gone ids of those that are under way no more
   */
  public record Change(
      Instant at,
      boolean whole,
      @Nullable Map<UUID, String> exams,
      List<LiveSession> sessions,
      List<UUID> gone) {
    public Change {
      sessions = List.copyOf(sessions);
      gone = List.copyOf(gone);
    }
  }

  /**
   * All sessions, then what changes with each look. Whoever reads slowly gets fewer and larger
   * changes.
   */
  public Flux<Change> follow(ExamScope scope) {
    return Flux.defer(
        () -> {
          Watcher watcher = new Watcher(scope);
          return looks.onBackpressureLatest().concatMap(look -> Mono.just(watcher.see(look)), 1);
        });
  }

  /** What one of those who watch has seen already. */
  private static final class Watcher {
    private final ExamScope scope;
    private final Map<UUID, LiveSession> seen = new HashMap<>();
    private @Nullable Map<UUID, String> exams;

    Watcher(ExamScope scope) {
      this.scope = scope;
    }

    Change see(LiveLook look) {
      Map<UUID, String> names = look.names(scope);
      List<LiveSession> changed = new ArrayList<>();
      for (LiveSession session : look.sessions().values()) {
        // one that did not change is the very same object
        if (names.containsKey(session.examId()) && seen.put(session.id(), session) != session) {
          changed.add(session);
        }
      }
      List<UUID> gone = new ArrayList<>();
      for (LiveSession session : seen.values()) {
        if (!names.containsKey(session.examId()) || !look.sessions().containsKey(session.id())) {
          gone.add(session.id());
        }
      }
      gone.forEach(seen::remove);
      boolean first = exams == null;
      boolean renamed = !names.equals(exams);
      exams = names;
      return new Change(look.at(), first, renamed ? names : null, changed, gone);
    }
  }

  /**
   * All sessions as they are now, incidents first; as much as everybody who watches sees. Fails
   * when the database cannot be asked.
   */
  public Mono<Change> now(ExamScope scope) {
    return looks
        .filter(look -> Duration.between(look.at(), clock.instant()).compareTo(OLDEST) < 0)
        .next()
        .timeout(LONGEST_LOOK)
        .map(
            look -> {
              Map<UUID, String> names = look.names(scope);
              return new Change(
                  look.at(),
                  true,
                  names,
                  look.sessions().values().stream()
                      .filter(session -> names.containsKey(session.examId()))
                      .sorted(INCIDENTS_FIRST)
                      .toList(),
                  List.of());
            });
  }
}
