package dev.examhall.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.events.activitylog.v1.ActivityRecorded;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventFixturesTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Every top-level record of the compiled module is an event: none can be left out by mistake. */
  static List<Class<?>> events() throws IOException, URISyntaxException {
    Path classes =
        Path.of(ActivityRecorded.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .map(name -> name.replace('/', '.').substring(0, name.length() - ".class".length()))
          .<Class<?>>map(EventFixturesTest::load)
          .filter(Class::isRecord)
          .toList();
    }
  }

  @Test
  void allEventsOfTheHouseAreFound() throws Exception {
    assertThat(events()).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("events")
  void fixtureComesBackUnchangedThroughTheRecord(Class<?> event) throws Exception {
    JsonNode fixture = fixture(event);

    Object read = JSON.treeToValue(fixture, event);

    assertThat(JSON.readTree(JSON.writeValueAsString(read))).isEqualTo(fixture);
  }

  @ParameterizedTest
  @MethodSource("events")
  void fixtureNamesEveryComponentOfTheRecord(Class<?> event) throws Exception {
    List<String> components =
        Stream.of(event.getRecordComponents()).map(component -> component.getName()).toList();

    assertThat(fixture(event).propertyNames()).containsExactlyElementsOf(components);
  }

  @ParameterizedTest
  @MethodSource("events")
  void fieldOfALaterMinorVersionIsIgnored(Class<?> event) throws Exception {
    JsonNode later = fixture(event).asObject().put("addedLater", true);

    assertThat(JSON.treeToValue(later, event)).isEqualTo(JSON.treeToValue(fixture(event), event));
  }

  @ParameterizedTest
  @MethodSource("events")
  void typeIsTheTopicInTheHousesOwnNamespace(Class<?> event) throws Exception {
    assertThat(constant(event, "TYPE")).isEqualTo("dev." + constant(event, "TOPIC"));
  }

  private static JsonNode fixture(Class<?> event) throws Exception {
    String name = "/fixtures/" + constant(event, "TOPIC") + ".json";
    try (@Nullable InputStream file = event.getResourceAsStream(name)) {
      assertThat(file).as("fixture %s of %s", name, event.getName()).isNotNull();
      return JSON.readTree(file);
    }
  }

  private static String constant(Class<?> event, String name) throws ReflectiveOperationException {
    return (String) event.getField(name).get(null);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
