package dev.examhall.examrender.grading;

import dev.examhall.examrender.exam.SelectAllRule;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Rows of exams' rules. */
@Repository
class GradingRuleRepository implements GradingRules {

  private final DatabaseClient database;

  GradingRuleRepository(DatabaseClient database) {
    this.database = database;
  }

  @Override
  public Mono<SelectAllRule> of(UUID examId) {
    return database
        .sql("select select_all from exam_grading where exam_id = :exam")
        .bind("exam", examId)
        .map(
            row ->
                SelectAllRule.valueOf(
                    Objects.requireNonNull(row.get("select_all", String.class), "select_all")))
        .one()
        .defaultIfEmpty(SelectAllRule.EXACT);
  }
}
