package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.Score;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Scores papers by the key of a version; each key is read once for all papers of one look. */
@Component
class ScorePapers {

  private final AnswerKeys keys;

  ScorePapers(AnswerKeys keys) {
    this.keys = keys;
  }

  /** The score of a paper by the key and the rule that it was graded with last. */
  Mono<Score> again(Paper paper) {
    EndedSession session = paper.session();
    return with(session.keyVersion()).score(paper, session.rule());
  }

  /** Scores by the key of that version. */
  Look with(int keyVersion) {
    return new Look(keyVersion);
  }

  /** Papers that are scored together. */
  final class Look {
    private final int keyVersion;
    private final ConcurrentMap<String, Mono<KeyOfVersion>> known = new ConcurrentHashMap<>();

    private Look(int keyVersion) {
      this.keyVersion = keyVersion;
    }

    Mono<Score> score(Paper paper, SelectAllRule rule) {
      EndedSession session = paper.session();
      return key(session.examId(), session.version())
          .map(key -> Grading.grade(key.questions(), paper.answers(), rule, paper.given()));
    }

    Mono<KeyOfVersion> key(UUID examId, int taken) {
      return known.computeIfAbsent(
          examId + ":" + taken,
          none ->
              Mono.zip(keys.of(examId, taken), keys.of(examId, keyVersion))
                  .map(both -> KeyOfVersion.of(both.getT1(), both.getT2()))
                  .cache());
    }
  }
}
