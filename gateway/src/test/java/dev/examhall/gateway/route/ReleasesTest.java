package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReleasesTest {

  @Test
  void spreadsPeopleEvenly() {
    long inTheFirstTenth =
        IntStream.range(0, 10_000)
            .filter(i -> Releases.part(new UUID(7, i).toString()) < 10)
            .count();

    assertThat(inTheFirstTenth).isBetween(850L, 1150L);
  }

  @Test
  void keepsEveryoneWhereTheyAre() {
    assertThat(Releases.part("somebody")).isEqualTo(Releases.part("somebody")).isBetween(0, 99);
  }
}
