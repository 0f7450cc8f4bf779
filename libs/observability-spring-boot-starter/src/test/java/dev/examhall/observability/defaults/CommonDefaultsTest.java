package dev.examhall.observability.defaults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.StandardEnvironment;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CommonDefaultsTest {

  private final String before = System.getProperty(CommonDefaults.EVENT_LOOPS, "");

  @AfterEach
  void restore() {
    if (before.isEmpty()) {
      System.clearProperty(CommonDefaults.EVENT_LOOPS);
    } else {
      System.setProperty(CommonDefaults.EVENT_LOOPS, before);
    }
  }

  @Test
  void asManyEventLoopsAsProcessorsButTwoAtLeast() {
    System.clearProperty(CommonDefaults.EVENT_LOOPS);
    apply();
    assertThat(Integer.getInteger(CommonDefaults.EVENT_LOOPS))
        .isEqualTo(Math.max(2, Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void whatSomebodyChoseStays() {
    System.setProperty(CommonDefaults.EVENT_LOOPS, "7");
    apply();
    assertThat(Integer.getInteger(CommonDefaults.EVENT_LOOPS)).isEqualTo(7);
  }

  private static void apply() {
    new CommonDefaults().postProcessEnvironment(new StandardEnvironment(), new SpringApplication());
  }
}
