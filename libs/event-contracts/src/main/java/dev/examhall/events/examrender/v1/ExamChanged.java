package dev.examhall.events.examrender.v1;

import java.time.Instant;
import java.util.UUID;

/**
 * An exam is not what it was. Its key on Kafka is the exam's id.
 *
 * @param version the version that holds from now on
 */
public record ExamChanged(UUID examId, int version, Change change, Instant at) {

  public static final String TOPIC = "examhall.exam-changed.v1";
  public static final String TYPE = "dev.examhall.exam-changed.v1";

  /** What happened to the exam. */
  public enum Change {
    CREATED,
    UPDATED,
    ACTIVATED,
    DEACTIVATED,
    DELETED
  }
}
