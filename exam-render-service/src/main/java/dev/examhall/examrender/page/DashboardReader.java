package dev.examhall.examrender.page;

import dev.examhall.cacheclient.CacheResult;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.session.SessionBoard;
import dev.examhall.examrender.session.SessionFilter;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads the dashboard through the cache, one for each teacher and one for those who see everything.
 * cache-service forgets them at every event about an exam or a session; where Kafka is gone they
 * end by themselves.
 */
@Component
class DashboardReader {

  private static final int LAST_SESSIONS = 10;
  private static final int LAST_EXAMS = 5;

  private final SessionBoard board;
  private final ExamDirectory exams;

  DashboardReader(SessionBoard board, ExamDirectory exams) {
    this.board = board;
    this.exams = exams;
  }

  @CacheResult(
      prefix = "dashboard",
      entity = "#scope.everything() ? 'everything' : #scope.maker()",
      key = "'teacher'",
      ttl = "PT2M")
  public Mono<Dashboard> read(ExamScope scope) {
    return Mono.zip(
            board.totals(scope),
            board.list(new SessionFilter(null, null, LAST_SESSIONS), scope),
            exams.all(scope).collectList())
        .map(
            found -> {
              List<ExamOverview> all = found.getT3();
              return new Dashboard(
                  found.getT1(),
                  found.getT2(),
                  all.size(),
                  Math.toIntExact(
                      all.stream().filter(exam -> exam.activeVersion() != null).count()),
                  all.stream().limit(LAST_EXAMS).map(DashboardReader::line).toList());
            });
  }

  private static Dashboard.Line line(ExamOverview exam) {
    return new Dashboard.Line(
        exam.id(),
        exam.name(),
        exam.version(),
        exam.activeVersion(),
        exam.questionCount(),
        exam.questionCount() - exam.missingQuestions().size(),
        exam.booklet() != null);
  }
}
