package dev.examhall.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

  private static final List<String> LINKS = Links.names();
  private static final int WHOLE_DECK = 2 * FaultPlan.PROCESSES.size() + LINKS.size();

  @Test
  void isTheSameForTheSameSeed() {
    assertThat(faults(7, 200)).isEqualTo(faults(7, 200));
  }

  @Test
  void differsForAnotherSeed() {
    assertThat(faults(7, 10)).isNotEqualTo(faults(8, 10));
  }

  @Test
  void killsAndPausesEachProcessAndDisturbsEachLinkBeforeAnythingComesAgain() {
    List<Fault> once = faults(3, WHOLE_DECK);

    assertThat(once)
        .filteredOn(fault -> fault.kind() == Fault.Kind.KILL)
        .extracting(Fault::target)
        .containsExactlyInAnyOrderElementsOf(FaultPlan.PROCESSES);
    assertThat(once)
        .filteredOn(fault -> fault.kind() == Fault.Kind.PAUSE)
        .extracting(Fault::target)
        .containsExactlyInAnyOrderElementsOf(FaultPlan.PROCESSES);
    assertThat(once)
        .extracting(Fault::target)
        .filteredOn(target -> target.contains(">"))
        .containsExactlyInAnyOrderElementsOf(LINKS);
  }

  @Test
  void cutsSilencesAndSlowsLinks() {
    assertThat(faults(1, 3 * WHOLE_DECK))
        .extracting(Fault::kind)
        .contains(Fault.Kind.CUT, Fault.Kind.SILENCE, Fault.Kind.SLOW);
  }

  @Test
  void beginsWithTwoServicesThatAreAwayUntilAnAlertIsRaisedAndWithNothingMeanwhile() {
    Set<String> chosen = new HashSet<>();
    for (long seed = 1; seed <= 50; seed++) {
      List<Fault> first = faults(seed, 3);

      assertThat(first.subList(0, 2))
          .allSatisfy(
              fault -> {
                assertThat(fault.kind()).isEqualTo(Fault.Kind.PAUSE);
                assertThat(fault.target()).doesNotContain("monitoring");
                assertThat(fault.lasts()).isGreaterThan(Promises.NOTICED);
              })
          .extracting(Fault::target)
          .doesNotHaveDuplicates();
      assertThat(first).noneMatch(Fault::overlaps);
      chosen.add(first.getFirst().target());
    }
    assertThat(chosen).hasSizeGreaterThan(3);
  }

  @Test
  void staysAsItWasSoThatSeedsOfFormerRunsReplay() {
    assertThat(faults(1, 6))
        .extracting(Fault::toString)
        .containsExactly(
            "gateway paused for 26.5 s",
            "asset-service paused for 30.1 s",
            "gateway>redis silent for 3.7 s",
            "redis killed, meanwhile",
            "exam-render-service>postgresql silent for 26.6 s, meanwhile",
            "cache-service>gateway silent for 3.4 s");
  }

  private static List<Fault> faults(long seed, int many) {
    FaultPlan plan = new FaultPlan(seed, LINKS);
    return Stream.generate(plan::next).limit(many).toList();
  }
}
