package dev.examhall.examrender.session;

import dev.examhall.examrender.MovableClock;
import dev.examhall.examrender.RunningService;
import dev.examhall.examrender.Suite;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The running service, whose clock tells the real time again before and after each test. */
@RunningService
abstract class AtTheService {

  private static @Nullable UUID exam;

  @LocalServerPort protected int port;
  @Autowired protected MovableClock clock;
  protected Suite suite;

  @BeforeEach
  void comeIn() {
    suite = new Suite(port);
    clock.reset();
  }

  @AfterEach
  void backToRealTime() {
    clock.reset();
  }

  /** Everybody is placed in one exam of 30 minutes and five questions. */
  protected final void anExamForEverybody() {
    UUID made = exam;
    if (made == null) {
      made = suite.activeExam(30);
      exam = made;
    }
    suite.placeEverybodyIn(made);
  }
}
