package dev.examhall.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {

  private static final JavaClasses PLANTED =
      new ClassFileImporter()
          .importPackages(
              "dev.examhall.planted", "dev.examhall.cache.planted", "dev.examhall.gateway.planted");

  static Stream<Arguments> plantedViolations() {
    return Stream.of(
        Arguments.of(ArchitectureRules.noBlocking(), List.of("Planted$Blocks")),
        Arguments.of(ArchitectureRules.noSleeping(), List.of("Planted$Sleeps")),
        Arguments.of(ArchitectureRules.noBareSubscribe(), List.of("Planted$ForgetsErrors")),
        Arguments.of(ArchitectureRules.packagesAreNullMarked(), List.of("planted.unmarked")),
        Arguments.of(
            ArchitectureRules.noFieldInjection(),
            List.of("Planted$InjectsAField", "Planted$TakesAValue")),
        Arguments.of(ArchitectureRules.namesSaySomething(), List.of("Planted$AnswerManager")),
        Arguments.of(ArchitectureRules.packagesByFeature(), List.of("planted.service.Layered")),
        Arguments.of(
            ArchitectureRules.featuresAreFreeOfCycles("dev.examhall.planted"),
            List.of("Cycle detected")),
        Arguments.of(
            ArchitectureRules.onlyControllersHandleRequests(), List.of("Planted$AnswersRequests")),
        Arguments.of(ArchitectureRules.onlyClientsCallOverHttp(), List.of("Planted$CallsOut")),
        Arguments.of(
            ArchitectureRules.onlyRepositoriesTouchTheDatabase(), List.of("Planted$Queries")),
        Arguments.of(ArchitectureRules.onlyPublishersSendToTheBroker(), List.of("Planted$Sends")),
        Arguments.of(ArchitectureRules.onlyListenersReadFromTheBroker(), List.of("Planted$Reads")),
        Arguments.of(ArchitectureRules.adaptersArePackagePrivate(), List.of("OpenRepository")),
        Arguments.of(
            ArchitectureRules.noOtherService("dev.examhall.cache"), List.of("KnowsTheGateway")),
        Arguments.of(ArchitectureRules.noSpring(), List.of("Planted$KnowsSpring")));
  }

  @ParameterizedTest
  @MethodSource("plantedViolations")
  void eachRuleFindsWhatWasPlanted(ArchRule rule, List<String> names) {
    assertThatThrownBy(() -> rule.check(PLANTED))
        .isInstanceOf(AssertionError.class)
        .satisfies(found -> assertThat(found.getMessage()).contains(names));
  }

  @Test
  void whatIsAllowedIsNotFound() {
    assertThatThrownBy(() -> ArchitectureRules.noBareSubscribe().check(PLANTED))
        .satisfies(found -> assertThat(found.getMessage()).doesNotContain("HandlesErrors"));
    assertThatThrownBy(() -> ArchitectureRules.onlyRepositoriesTouchTheDatabase().check(PLANTED))
        .satisfies(found -> assertThat(found.getMessage()).doesNotContain("OpenRepository"));
  }

  @TestFactory
  Stream<DynamicTest> theServersOfTheHouseKeepTheRules() {
    return ArchitectureRules.ofLibrary("dev.examhall.embedded");
  }
}
