package dev.examhall.eventdelivery;

import dev.examhall.testkit.architecture.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {

  @TestFactory
  Stream<DynamicTest> keepsTheRulesOfTheHouse() {
    return ArchitectureRules.ofLibrary("dev.examhall.eventdelivery");
  }
}
