package dev.examhall.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/** The table that is written down a second time names every row of this one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteTableTest {

  private final Set<String> named = new TreeSet<>();

  @ParameterizedTest(name = "{0} {1}")
  @CsvFileSource(resources = "/roles-and-routes.csv", delimiter = '|', numLinesToSkip = 1)
  void hasARowFor(String method, String path, String service) {
    Route route =
        RouteTable.find(HttpMethod.valueOf(method), PathContainer.parsePath(path)).orElseThrow();
    named.add(route.id());

    assertThat(route.backend().serviceId()).isEqualTo(service);
  }

  @AfterAll
  void hasNoOther() {
    assertThat(named).isEqualTo(new TreeSet<>(RouteTable.ROUTES.stream().map(Route::id).toList()));
  }
}
