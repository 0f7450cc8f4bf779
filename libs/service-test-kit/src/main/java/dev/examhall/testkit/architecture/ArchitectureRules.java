package dev.examhall.testkit.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;

/**
 * What holds for the main code of every module. A module has one test:
 *
 * <pre>{@code
 * class ArchitectureTest {
 *   @TestFactory
 *   Stream<DynamicTest> keepsTheRulesOfTheHouse() {
 *     return ArchitectureRules.ofService("dev.examhall.cache");
 *   }
 * }
 * }</pre>
 *
 * <p>A class's role is the end of its name, or that of the class around it: {@code Controller},
 * {@code Listener}, {@code Publisher}, {@code Client}, {@code Repository}; {@code Configuration}
 * puts them together and may know what all of them know.
 */
public final class ArchitectureRules {

  private static final List<String> SERVICES =
      List.of("gateway", "examrender", "cache", "monitoring", "activitylog", "asset");

  private static final Set<String> MAPPINGS =
      Set.of(
          "org.springframework.stereotype.Controller",
          "org.springframework.web.bind.annotation.RestController");

  private ArchitectureRules() {}

  /**
   * All rules, each as a test.
   *
   * @param basePackage of the service, such as {@code dev.examhall.cache}
   */
  public static Stream<DynamicTest> ofService(String basePackage) {
    return tests(
        basePackage,
        Stream.concat(
                common(basePackage).stream(),
                Stream.of(
                    onlyControllersHandleRequests(),
                    onlyClientsCallOverHttp(),
                    onlyRepositoriesTouchTheDatabase(),
                    onlyPublishersSendToTheBroker(),
                    onlyListenersReadFromTheBroker(),
                    adaptersArePackagePrivate(),
                    noOtherService(basePackage)))
            .toList());
  }

  /** The rules that hold for a library too, each as a test. */
  public static Stream<DynamicTest> ofLibrary(String basePackage) {
    return tests(basePackage, common(basePackage));
  }

  /** The library's rules, and that it knows no framework: for what services tell one another. */
  public static Stream<DynamicTest> ofContracts(String basePackage) {
    return tests(
        basePackage, Stream.concat(common(basePackage).stream(), Stream.of(noSpring())).toList());
  }

  private static List<ArchRule> common(String basePackage) {
    return List.of(
        noBlocking(),
        noSleeping(),
        noBareSubscribe(),
        packagesAreNullMarked(),
        noFieldInjection(),
        namesSaySomething(),
        packagesByFeature(),
        featuresAreFreeOfCycles(basePackage));
  }

  private static Stream<DynamicTest> tests(String basePackage, List<ArchRule> rules) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(basePackage);
    if (classes.isEmpty()) {
      throw new IllegalArgumentException("No classes in " + basePackage);
    }
    return rules.stream()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.getDescription(), () -> rule.allowEmptyShould(true).check(classes)));
  }

  static ArchRule noBlocking() {
    return noClasses()
        .should()
        .callMethodWhere(
            reactorCall("block", "blockOptional", "blockFirst", "blockLast", "toIterable"))
        .as("Nothing blocks on a Mono or Flux");
  }

  static ArchRule noSleeping() {
    return noClasses()
        .should()
        .callMethodWhere(
            calls(
                "a sleep",
                target ->
                    target.getName().equals("sleep")
                        && (target.getOwner().getName().equals("java.lang.Thread")
                            || target
                                .getOwner()
                                .getName()
                                .equals("java.util.concurrent.TimeUnit"))))
        .as("Nothing sleeps");
  }

  static ArchRule noBareSubscribe() {
    return noClasses()
        .should()
        .callMethodWhere(
            calls(
                "subscribe() without a place for errors",
                target ->
                    isReactor(target)
                        && target.getName().equals("subscribe")
                        && takesNoErrors(target)))
        .as("Whoever subscribes says what becomes of errors");
  }

  private static boolean takesNoErrors(AccessTarget.CodeUnitCallTarget target) {
    List<String> types = target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
    return types.isEmpty() || types.equals(List.of("java.util.function.Consumer"));
  }

  static ArchRule packagesAreNullMarked() {
    return classes()
        .that(
            describe(
                "are written by people",
                type -> !type.getName().matches(".*\\.Jte\\w+Generated(\\$.*)?")))
        .should(
            new ArchCondition<>("be in a package that is @NullMarked") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                boolean marked =
                    type.getPackage().tryGetAnnotationOfType(NullMarked.class).isPresent();
                events.add(
                    new SimpleConditionEvent(
                        type,
                        marked,
                        "package "
                            + type.getPackageName()
                            + " has no package-info.java with @NullMarked"));
              }
            })
        .as("Every package is @NullMarked");
  }

  static ArchRule noFieldInjection() {
    Set<String> annotations =
        Set.of(
            "org.springframework.beans.factory.annotation.Autowired",
            "org.springframework.beans.factory.annotation.Value",
            "jakarta.inject.Inject",
            "jakarta.annotation.Resource");
    ArchRule fields =
        noFields()
            .should()
            .beAnnotatedWith(
                describe("injecting", a -> annotations.contains(a.getRawType().getName())))
            .allowEmptyShould(true);
    ArchRule values =
        classes()
            .should(
                new ArchCondition<>("not take @Value") {
                  @Override
                  public void check(JavaClass type, ConditionEvents events) {
                    type.getCodeUnits().stream()
                        .flatMap(code -> code.getParameters().stream())
                        .filter(ArchitectureRules::takesValue)
                        .forEach(
                            parameter ->
                                events.add(
                                    SimpleConditionEvent.violated(
                                        type,
                                        parameter.getDescription()
                                            + " is a @Value: make it part of a configuration"
                                            + " record")));
                  }
                });
    return com.tngtech.archunit.lang.CompositeArchRule.of(fields)
        .and(values)
        .as("Dependencies come through constructors, configuration through records");
  }

  private static boolean takesValue(JavaParameter parameter) {
    return parameter.isAnnotatedWith("org.springframework.beans.factory.annotation.Value");
  }

  static ArchRule namesSaySomething() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|DTO|Dto)")
        .as("No name ends in Impl, Manager, Helper, Util or DTO");
  }

  static ArchRule packagesByFeature() {
    return noClasses()
        .should()
        .resideInAnyPackage(
            "..controller..",
            "..controllers..",
            "..service..",
            "..services..",
            "..repository..",
            "..repositories..",
            "..dto..",
            "..util..",
            "..utils..",
            "..common..",
            "..impl..")
        .as("Packages are by feature, not by layer");
  }

  static ArchRule featuresAreFreeOfCycles(String basePackage) {
    return slices()
        .matching(basePackage + ".(*)..")
        .should()
        .beFreeOfCycles()
        .as("Features depend on one another in one direction");
  }

  static ArchRule onlyControllersHandleRequests() {
    return classes()
        .that(
            describe(
                "handle requests",
                type ->
                    type.getAnnotations().stream()
                        .anyMatch(a -> MAPPINGS.contains(a.getRawType().getName()))))
        .should(haveRole("Controller"))
        .as("Only a *Controller handles requests");
  }

  static ArchRule onlyClientsCallOverHttp() {
    return classes()
        .that(
            depend(
                "call over HTTP",
                "org.springframework.web.reactive.function.client.WebClient",
                "org.springframework.web.client.RestClient",
                "org.springframework.web.client.RestTemplate",
                "java.net.http.HttpClient"))
        .should(haveRole("Client", "Configuration"))
        .as("Only a *Client calls over HTTP");
  }

  static ArchRule onlyRepositoriesTouchTheDatabase() {
    return classes()
        .that(
            depend(
                "touch the database",
                "org.springframework.r2dbc.core.DatabaseClient",
                "org.springframework.data.r2dbc.core.R2dbcEntityTemplate",
                "org.springframework.data.r2dbc.core.R2dbcEntityOperations",
                "org.springframework.jdbc.core.",
                "io.r2dbc.spi.Connection",
                "org.springframework.data.redis.core.",
                "io.lettuce.core.api."))
        .should(haveRole("Repository", "Listener", "Configuration"))
        .as("Only a *Repository (or what listens for notifications) touches the database or Redis");
  }

  static ArchRule onlyPublishersSendToTheBroker() {
    return classes()
        .that(
            depend(
                "send to the broker",
                "org.springframework.kafka.core.KafkaTemplate",
                "org.springframework.kafka.core.KafkaOperations",
                "org.apache.kafka.clients.producer.KafkaProducer",
                "org.apache.kafka.clients.producer.Producer"))
        .should(haveRole("Publisher", "Configuration"))
        .as("Only a *Publisher sends to the broker");
  }

  static ArchRule onlyListenersReadFromTheBroker() {
    DescribedPredicate<JavaClass> consumes =
        depend(
            "read from the broker",
            "org.apache.kafka.clients.consumer.KafkaConsumer",
            "org.apache.kafka.clients.consumer.Consumer");
    DescribedPredicate<JavaClass> listens =
        describe(
            "are called by the broker",
            type ->
                type.getMethods().stream()
                    .anyMatch(
                        method ->
                            method.isAnnotatedWith(
                                "org.springframework.kafka.annotation.KafkaListener")));
    return classes()
        .that(consumes.or(listens))
        .should(haveRole("Listener", "Configuration"))
        .as("Only a *Listener reads from the broker");
  }

  static ArchRule adaptersArePackagePrivate() {
    return noClasses()
        .that(
            describe("are adapters", type -> hasRole(type, "Controller", "Listener", "Repository")))
        .should()
        .haveModifier(JavaModifier.PUBLIC)
        .as("A *Controller, *Listener or *Repository is its feature's own: package-private");
  }

  static ArchRule noOtherService(String basePackage) {
    String[] others =
        SERVICES.stream()
            .map(service -> "dev.examhall." + service)
            .filter(other -> !other.equals(basePackage))
            .map(other -> other + "..")
            .toArray(String[]::new);
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .as("No service knows another service's code");
  }

  static ArchRule noSpring() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..")
        .as("Contracts know no framework");
  }

  private static DescribedPredicate<JavaAccess<?>> reactorCall(String... names) {
    return calls(
        "blocking on Reactor",
        target -> isReactor(target) && Arrays.asList(names).contains(target.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> calls(
      String description, java.util.function.Predicate<AccessTarget.CodeUnitCallTarget> predicate) {
    return describe(
        description,
        access ->
            access.getTarget() instanceof AccessTarget.CodeUnitCallTarget target
                && predicate.test(target));
  }

  private static boolean isReactor(AccessTarget target) {
    return target.getOwner().getPackageName().startsWith("reactor.core.publisher");
  }

  /** A name that ends in a dot stands for a package and what is below it. */
  private static DescribedPredicate<JavaClass> depend(String description, String... names) {
    return describe(
        description,
        type ->
            type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getName())
                .anyMatch(
                    target ->
                        Arrays.stream(names)
                            .anyMatch(
                                name ->
                                    name.endsWith(".")
                                        ? target.startsWith(name)
                                        : target.equals(name) || target.startsWith(name + "$"))));
  }

  private static ArchCondition<JavaClass> haveRole(String... roles) {
    return new ArchCondition<>("have a name that ends in " + String.join(" or ", roles)) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        events.add(
            new SimpleConditionEvent(
                type,
                hasRole(type, roles),
                type.getName() + " does not end in " + String.join(" or ", roles)));
      }
    };
  }

  private static boolean hasRole(JavaClass type, String... roles) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().get();
    }
    String name = outermost.getSimpleName();
    return Arrays.stream(roles).anyMatch(name::endsWith);
  }
}
