package dev.examhall.examrender.page;

import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** {@link KeptManifests} in PostgreSQL. */
@Component
final class PageManifestRepository implements KeptManifests {

  private final DatabaseClient database;
  private final ObjectMapper json;

  PageManifestRepository(DatabaseClient database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  @Override
  public Mono<PageManifest> find(String page) {
    return database
        .sql("select manifest::text as manifest from page_manifest where page = :page")
        .bind("page", page)
        .map(row -> Objects.requireNonNull(row.get("manifest", String.class)))
        .one()
        .map(manifest -> json.readValue(manifest, PageManifest.class));
  }

  @Override
  public Mono<Void> keep(String page, PageManifest manifest) {
    return database
        .sql(
            """
            insert into page_manifest (page, manifest, seen_at)
            values (:page, :manifest::json, now())
            on conflict (page) do update set manifest = excluded.manifest, seen_at = excluded.seen_at
            """)
        .bind("page", page)
        .bind("manifest", json.writeValueAsString(manifest))
        .then();
  }
}
