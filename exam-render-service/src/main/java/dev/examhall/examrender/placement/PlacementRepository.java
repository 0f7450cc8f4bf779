package dev.examhall.examrender.placement;

import com.github.f4b6a3.uuid.UuidCreator;
import dev.examhall.examrender.exam.ExamScope;
import io.r2dbc.spi.Readable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of placement data. Methods join the caller's transaction. */
@Repository
class PlacementRepository {

  private final DatabaseClient database;

  PlacementRepository(DatabaseClient database) {
    this.database = database;
  }

  /** Two replacements at once come one after the other. */
  Mono<Void> lock() {
    return database.sql("lock table curriculum_level in share row exclusive mode").then();
  }

  Mono<Curriculum> read() {
    return levels()
        .flatMap(
            levels ->
                rules()
                    .flatMap(
                        rules ->
                            mappings().map(mappings -> new Curriculum(levels, rules, mappings))));
  }

  private Mono<List<CurriculumLevel>> levels() {
    return database
        .sql("select code, program, sub_program, name, rank from curriculum_level order by rank")
        .map(
            row ->
                new CurriculumLevel(
                    required(row, "code", String.class),
                    required(row, "program", String.class),
                    required(row, "sub_program", String.class),
                    required(row, "name", String.class),
                    required(row, "rank", Integer.class)))
        .all()
        .collectList();
  }

  private Mono<List<PlacementRule>> rules() {
    return database
        .sql(
            """
            select grade_from, grade_to, rank_from, rank_to, level_code, priority
            from placement_rule order by priority, id
            """)
        .map(
            row ->
                new PlacementRule(
                    required(row, "grade_from", Integer.class),
                    required(row, "grade_to", Integer.class),
                    EnglishRank.valueOf(required(row, "rank_from", String.class)),
                    EnglishRank.valueOf(required(row, "rank_to", String.class)),
                    required(row, "level_code", String.class),
                    required(row, "priority", Integer.class)))
        .all()
        .collectList();
  }

  private Mono<List<ExamMapping>> mappings() {
    return database
        .sql("select level_code, slot, exam_id from exam_mapping order by level_code, slot")
        .map(
            row ->
                new ExamMapping(
                    required(row, "level_code", String.class),
                    required(row, "slot", Integer.class),
                    required(row, "exam_id", UUID.class)))
        .all()
        .collectList();
  }

  /**
   * Those of the ids that are exams in the scope, or stand for a level already; none of them is
   * deleted before the transaction ends.
   */
  Mono<Set<UUID>> existing(Set<UUID> exams, ExamScope scope) {
    return database
        .sql(
            """
            select e.id from exam e where e.id = any(:ids) and e.deleted_at is null
              and (%s or exists (select from exam_mapping m where m.exam_id = e.id))
            for share of e
            """
                .formatted(ExamScope.condition("e")))
        .bindValues(scope.values())
        .bind("ids", exams.toArray(UUID[]::new))
        .map(row -> required(row, "id", UUID.class))
        .all()
        .collect(HashSet<UUID>::new, Set::add)
        .map(found -> found);
  }

  /** Rules and mappings may name levels that come back in the same transaction. */
  Mono<Void> replaceLevels(List<CurriculumLevel> levels) {
    return delete("curriculum_level")
        .thenMany(
            Flux.fromIterable(levels)
                .concatMap(
                    level ->
                        database
                            .sql(
                                """
                                insert into curriculum_level (code, program, sub_program, name, rank)
                                values (:code, :program, :subProgram, :name, :rank)
                                """)
                            .bind("code", level.code())
                            .bind("program", level.program())
                            .bind("subProgram", level.subProgram())
                            .bind("name", level.name())
                            .bind("rank", level.rank())
                            .then()))
        .then();
  }

  Mono<Void> replaceRules(List<PlacementRule> rules) {
    return delete("placement_rule")
        .thenMany(
            Flux.fromIterable(rules)
                .concatMap(
                    rule ->
                        database
                            .sql(
                                """
                                insert into placement_rule (id, grade_from, grade_to, rank_from, rank_to, level_code,
                                  priority)
                                values (:id, :gradeFrom, :gradeTo, :rankFrom, :rankTo, :level, :priority)
                                """)
                            .bind("id", UuidCreator.getTimeOrderedEpoch())
                            .bind("gradeFrom", rule.gradeFrom())
                            .bind("gradeTo", rule.gradeTo())
                            .bind("rankFrom", rule.rankFrom().name())
                            .bind("rankTo", rule.rankTo().name())
                            .bind("level", rule.levelCode())
                            .bind("priority", rule.priority())
                            .then()))
        .then();
  }

  Mono<Void> replaceMappings(List<ExamMapping> mappings) {
    return delete("exam_mapping")
        .thenMany(
            Flux.fromIterable(mappings)
                .concatMap(
                    mapping ->
                        database
                            .sql(
                                """
                                insert into exam_mapping (level_code, slot, exam_id)
                                values (:level, :slot, :exam)
                                """)
                            .bind("level", mapping.levelCode())
                            .bind("slot", mapping.slot())
                            .bind("exam", mapping.examId())
                            .then()))
        .then();
  }

  private Mono<Void> delete(String table) {
    return database.sql("delete from " + table).then();
  }

  private static <T> T required(Readable row, String column, Class<T> type) {
    return Objects.requireNonNull(row.get(column, type), column);
  }
}
