package dev.examhall.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts, dashboards and runbooks against what is measured and against each other. */
class ObservabilityTest {

  private static final String FOLDER = "k8s/components/observability/";

  static List<JsonObject> rules() {
    List<JsonObject> rules = new ArrayList<>();
    for (String file : List.of("alerts.yaml", "slo.yaml")) {
      for (JsonObject group :
          Manifests.list(
              Manifests.parse(Repository.read(FOLDER + "prometheus/" + file)).objects().getFirst(),
              "groups")) {
        rules.addAll(Manifests.list(group, "rules"));
      }
    }
    return rules;
  }

  private static List<JsonObject> alerts() {
    return rules().stream().filter(rule -> rule.has("alert")).toList();
  }

  private static Set<String> known() {
    Set<String> known = Expressions.measured();
    rules().stream()
        .filter(rule -> rule.has("record"))
        .forEach(rule -> known.add(Manifests.text(rule, "record")));
    return known;
  }

  @Test
  void alertsAskForWhatIsMeasured() {
    assertThat(rules()).hasSizeGreaterThan(30);
    for (JsonObject rule : rules()) {
      Set<String> asked = Expressions.asked(Manifests.text(rule, "expr"));
      assertThat(asked).as(rule.toString()).isNotEmpty();
      assertThat(known()).as(rule.toString()).containsAll(asked);
    }
  }

  @Test
  void aNameThatNothingMeasuresIsFound() {
    assertThat(
            Expressions.asked(
                "sum by (job) (rate(examhall_gatevay_shed_total{service=\"a_b\"}[5m])) > 0.1 and"
                    + " up == 0"))
        .containsExactly("examhall_gatevay_shed_total", "up");
    assertThat(known()).doesNotContain("examhall_gatevay_shed_total");
  }

  @Test
  void objectivesAreAboutRoutesThatThereAre() {
    String table =
        Repository.read("gateway/src/main/java/dev/examhall/gateway/route/RouteTable.java");
    Set<String> routes = new TreeSet<>();
    Matcher route =
        Pattern.compile("uri=\"([^\"]+)\"")
            .matcher(Repository.read(FOLDER + "prometheus/slo.yaml"));
    while (route.find()) {
      routes.add(route.group(1));
    }

    assertThat(routes)
        .containsExactly("session-answers-api", "session-pages", "session-submission-api")
        .allSatisfy(each -> assertThat(table).contains('"' + each + '"'));
  }

  @Test
  void everyAlertLeadsToAPageThatNamesIt() {
    assertThat(alerts()).hasSizeGreaterThan(20);
    for (JsonObject alert : alerts()) {
      String name = Manifests.text(alert, "alert");
      String page = Manifests.text(Manifests.object(alert, "annotations"), "runbook");
      assertThat(Repository.ROOT.resolve(page)).as(name).isRegularFile();
      assertThat(Repository.read(page)).as(page).contains(name);
      assertThat(Manifests.text(Manifests.object(alert, "labels"), "severity"))
          .isIn("page", "ticket");
    }
  }

  @Test
  void everyPageIsAboutAlertsThatThereAre() {
    Set<String> names = new TreeSet<>();
    alerts().forEach(alert -> names.add(Manifests.text(alert, "alert")));
    String index = Repository.read("docs/runbooks/README.md");
    for (Path page : Repository.files("docs/runbooks", ".md")) {
      String text = Repository.read(page);
      Matcher named = Pattern.compile("Examhall[A-Z]\\w+").matcher(text);
      while (named.find()) {
        assertThat(names).as(page.toString()).contains(named.group());
      }
      assertThat(index).contains(page.getFileName().toString().replace("README.md", "Runbooks"));
      Matcher link = Pattern.compile("]\\(([^)#:]+)[)#]").matcher(text);
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1)).normalize()).as(text).exists();
      }
    }
  }

  @Test
  void pagesAskForWhatIsMeasured() {
    for (Path page : Repository.files("docs/runbooks", ".md")) {
      Matcher metric =
          Pattern.compile("\\b(?:examhall|http_server)_\\w+").matcher(Repository.read(page));
      while (metric.find()) {
        assertThat(known()).as(page.toString()).contains(metric.group());
      }
    }
  }

  static Stream<Path> dashboards() {
    return Repository.files(FOLDER + "grafana/dashboards", ".json").stream();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void dashboardsAskForWhatIsMeasured(Path file) {
    JsonObject dashboard = new Gson().fromJson(Repository.read(file), JsonObject.class);
    List<JsonObject> panels = Manifests.list(dashboard, "panels");
    Set<Integer> ids = new TreeSet<>();
    Set<String> asked = new TreeSet<>();
    for (JsonObject panel : panels) {
      assertThat(ids.add(panel.get("id").getAsInt())).isTrue();
      assertThat(Manifests.text(panel, "title")).isNotBlank();
      assertThat(Manifests.text(Manifests.object(panel, "fieldConfig", "defaults"), "unit"))
          .isNotBlank();
      for (JsonObject target : Manifests.list(panel, "targets")) {
        asked.addAll(Expressions.asked(Manifests.text(target, "expr")));
      }
    }

    assertThat(panels).hasSizeGreaterThan(8);
    assertThat(known()).containsAll(asked);
    assertThat(Manifests.text(dashboard, "uid"))
        .isEqualTo("examhall-" + file.getFileName().toString().replace(".json", ""));
  }

  @Test
  void eachServiceHasADashboardOfRequestsErrorsAndTimes() {
    for (String service : Repository.SERVICES) {
      assertThat(Repository.read(FOLDER + "grafana/dashboards/" + service + ".json"))
          .contains(
              "http_server_requests_seconds_count{job=\\\"" + service + "\\\"",
              "http_server_requests_seconds_sum{job=\\\"" + service + "\\\"",
              "status=~\\\"5..\\\"");
    }
    assertThat(dashboards()).hasSize(Repository.SERVICES.size() + 1);
    String component = Repository.read(FOLDER + "kustomization.yaml");
    assertThat(dashboards())
        .allSatisfy(file -> assertThat(component).contains("dashboards/" + file.getFileName()));
  }

  @Test
  void everyInstanceOfEveryServiceIsAsked() {
    JsonObject configuration =
        Manifests.parse(Repository.read(FOLDER + "prometheus/prometheus.yaml"))
            .objects()
            .getFirst();
    Manifests local = Manifests.rendered("local");
    String compose = Repository.read("docker-compose.yml");
    Set<String> jobs = new TreeSet<>();
    for (JsonObject job : Manifests.list(configuration, "scrape_configs")) {
      String service = Manifests.text(job, "job_name");
      jobs.add(service);
      JsonObject names = Manifests.list(job, "dns_sd_configs").getFirst();
      JsonObject headless = local.get("Service", service + "-instances");
      assertThat(Manifests.texts(names, "names")).containsExactly(service + "-instances");
      assertThat(Manifests.text(names, "port"))
          .isEqualTo(
              Manifests.text(
                  Manifests.list(Manifests.object(headless, "spec"), "ports").getFirst(), "port"));
      assertThat(Manifests.text(Manifests.object(headless, "spec"), "clusterIP")).isEqualTo("None");
      assertThat(compose).contains("aliases: [" + service + "-instances]");
      assertThat(Manifests.text(job, "metrics_path")).isEqualTo("/actuator/prometheus");
    }
    assertThat(jobs).containsExactlyInAnyOrderElementsOf(Repository.SERVICES);
  }

  @Test
  void composeAndTheClusterUseTheSameFiles() {
    String compose = Repository.read("docker-compose.yml");
    Matcher path = Pattern.compile("\\./(k8s/[\\w/.-]+):").matcher(compose);
    Map<String, Boolean> used = new java.util.TreeMap<>();
    while (path.find()) {
      assertThat(Repository.ROOT.resolve(path.group(1))).exists();
      used.put(path.group(1), true);
    }
    assertThat(used.keySet())
        .contains(
            FOLDER + "prometheus",
            FOLDER + "grafana/dashboards",
            FOLDER + "grafana/datasources.yaml",
            "k8s/components/infrastructure/create-databases");
  }

  @Test
  void autoscalersAskForWhatTheAdapterGives() {
    Manifests byLoad = Manifests.rendered("production-by-load");
    String adapter = Repository.read("k8s/components/autoscaling-by-load/adapter-rules.yaml");
    Set<String> wanted = new TreeSet<>();
    for (JsonObject scaler : byLoad.of("HorizontalPodAutoscaler")) {
      for (JsonObject metric : Manifests.list(Manifests.object(scaler, "spec"), "metrics")) {
        for (String type : List.of("pods", "external")) {
          wanted.add(Manifests.text(Manifests.object(metric, type, "metric"), "name"));
        }
      }
    }
    wanted.remove("");

    assertThat(wanted)
        .hasSize(2)
        .allSatisfy(name -> assertThat(adapter).contains("name: { as: " + name + " }"));
    Matcher series = Pattern.compile("seriesQuery: (\\w+)").matcher(adapter);
    while (series.find()) {
      assertThat(known()).contains(series.group(1));
    }
  }
}
