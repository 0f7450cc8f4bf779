package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  @Test
  void retriesATenthOfALongOutageAtMost() {
    RetryBudget budget = new RetryBudget();
    int retries = 0;
    for (int request = 0; request < 10_000; request++) {
      budget.earn();
      if (budget.spend()) {
        retries++;
      }
    }

    // a tenth, and the ten that a fresh gateway has to begin with
    assertThat(retries).isBetween(1_000, 1_011);
  }
}
