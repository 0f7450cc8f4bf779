package dev.examhall.planted;

import org.springframework.r2dbc.core.DatabaseClient;

/** May touch the database, and is public, which it may not be. */
public record OpenRepository(DatabaseClient database) {

  /** Counts as part of the repository. */
  record Row(DatabaseClient database) {}
}
