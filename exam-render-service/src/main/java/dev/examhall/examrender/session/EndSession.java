package dev.examhall.examrender.session;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.GradingRules;
import dev.examhall.examrender.grading.Response;
import dev.examhall.examrender.grading.Score;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** Ends a locked attempt: grades it, makes the receipt, stores both and tells about it. */
@Component
class EndSession {

  private final SessionRepository sessions;
  private final AnswerRepository answers;
  private final TimeLedgerRepository ledger;
  private final AnswerKeys keys;
  private final GradingRules rules;
  private final SessionEvents events;
  private final ObjectMapper json;

  EndSession(
      SessionRepository sessions,
      AnswerRepository answers,
      TimeLedgerRepository ledger,
      AnswerKeys keys,
      GradingRules rules,
      SessionEvents events,
      ObjectMapper json) {
    this.sessions = sessions;
    this.answers = answers;
    this.ledger = ledger;
    this.keys = keys;
    this.rules = rules;
    this.events = events;
    this.json = json;
  }

  /** Must run in the transaction that locked the row. */
  Mono<Receipt> end(SessionRow row, Attempt ended) {
    return end(row, ended, null);
  }

  /**
   * As {@link #end(SessionRow, Attempt)}, for an attempt that goes on as another session.
   *
   * @param movedTo that session, stored already
   */
  Mono<Receipt> end(SessionRow row, Attempt ended, @Nullable UUID movedTo) {
    return Mono.zip(
            answers.all(row.id()), keys.of(row.examId(), row.examVersion()), rules.of(row.examId()))
        .flatMap(
            found -> {
              Map<Integer, SavedAnswer> sheet = found.getT1();
              SelectAllRule rule = found.getT3();
              Score score = Grading.grade(found.getT2(), responses(sheet), rule, Map.of());
              Receipt receipt = receipt(row, ended, sheet);
              return sessions
                  .end(row.id(), ended, receipt, score, rule, movedTo)
                  .then(closePause(row, ended))
                  .then(events.ended(row, ended, receipt))
                  .thenReturn(receipt);
            });
  }

  private Mono<Void> closePause(SessionRow row, Attempt ended) {
    Duration given = ended.allowed().minus(row.attempt().allowed());
    return row.attempt().pausedAt() == null
        ? Mono.empty()
        : ledger.closePause(row.id(), given, Objects.requireNonNull(ended.endedAt()));
  }

  private Receipt receipt(SessionRow row, Attempt ended, Map<Integer, SavedAnswer> sheet) {
    return Receipt.of(
        row.id(),
        Objects.requireNonNull(ended.endedAt()),
        ended.state(),
        (int) sheet.values().stream().filter(SavedAnswer::answered).count(),
        AnswerSheetHash.of(sheet, json));
  }

  private static Map<Integer, List<Response>> responses(Map<Integer, SavedAnswer> sheet) {
    return sheet.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                answer ->
                    answer.getValue().parts().stream()
                        .map(part -> new Response(part.choices(), part.text()))
                        .toList()));
  }
}
