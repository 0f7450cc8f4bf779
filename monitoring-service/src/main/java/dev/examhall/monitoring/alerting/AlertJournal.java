package dev.examhall.monitoring.alerting;

import java.util.List;
import reactor.core.publisher.Mono;

/** Where alerts and their timeline are kept. */
public interface AlertJournal {

  /** Keeps what happened; never waits. */
  void keep(Notice notice);

  /** Alerts that people were told of and that were not over, when this was last written. */
  Mono<List<Alert>> open();
}
