package dev.examhall.benchmarks.exam;

import dev.examhall.benchmarks.Checkout;
import dev.examhall.benchmarks.JvmOptions;
import dev.examhall.embedded.ChildProcess;
import dev.examhall.embedded.KafkaServer;
import dev.examhall.embedded.OrphanGuard;
import dev.examhall.embedded.Ports;
import dev.examhall.embedded.PostgresServer;
import dev.examhall.embedded.RedisServer;
import dev.examhall.testkit.identity.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real jar of exam-render-service with all that it uses, each in a process of its own:
 * PostgreSQL (with fsync), Redis, Kafka, cache-service and asset-service; and an exam of 50
 * questions that everybody is placed in. The gateway's part, tokens and their keys, is done here.
 */
public final class ExamUnderTest implements AutoCloseable {

  /** Questions of the exam. */
  public static final int QUESTIONS = 50;

  private static final String SERVICE = "exam-render-service";
  private static final String PASSWORD = "password-of-benchmarks";
  private static final Duration START = Duration.ofMinutes(3);

  /** As in production: C2, a collector for throughput, Netty's native memory. */
  private static final List<String> JVM = JvmOptions.withHeap(384);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Path folder = Files.createTempDirectory("examhall-bench");
  private final TestIdentity identity = TestIdentity.start();
  private final PostgresServer postgres;
  private final RedisServer redis;
  private final KafkaServer kafka;
  private final List<ChildProcess> services = new ArrayList<>();
  private final Map<String, ChildProcess> instances = new HashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  private ExamUnderTest() throws IOException {
    Path binaries = Path.of(System.getProperty("java.io.tmpdir"), "examhall-bench-binaries");
    postgres =
        new PostgresServer(
            new PostgresServer.Settings(folder.resolve("postgres"), binaries, 0, PASSWORD));
    redis =
        new RedisServer(
            new RedisServer.Settings(
                folder.resolve("redis"), binaries, Ports.free(), PASSWORD, 256));
    kafka = new KafkaServer(new KafkaServer.Settings(folder.resolve("kafka"), 0, 0));
    boolean started = false;
    try {
      postgres.start();
      postgres.administration().createDatabase("exam_render", PASSWORD);
      redis.start();
      kafka.start();
      for (String service : List.of("cache-service", "asset-service", SERVICE)) {
        ports.put(service, Ports.free());
      }
      for (String service : List.of("cache-service", "asset-service", SERVICE)) {
        start(service);
      }
      makeExam();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts all of it. */
  public static ExamUnderTest start() throws IOException {
    return new ExamUnderTest();
  }

  private void start(String service) throws IOException {
    start(service, service, List.of(), Map.of());
  }

  /**
   * One more instance of the service, at the same database.
   *
   * @param jvm more flags
   * @param more environment variables
   */
  void instance(String name, List<String> jvm, Map<String, String> more) throws IOException {
    ports.put(name, Ports.free());
    start(name, SERVICE, jvm, more);
  }

  /**
   * The gateway in front of it.
   *
   * @param more environment variables
   */
  public void gateway(Map<String, String> more) throws IOException {
    postgres.administration().createDatabase("gateway", PASSWORD);
    ports.put("gateway", Ports.free());
    Map<String, String> environment = new HashMap<>(more);
    environment.put("EXAMHALL_EXAM_RENDER_URL", url(SERVICE));
    start("gateway", "gateway", List.of(), environment);
  }

  private void start(String name, String service, List<String> jvm, Map<String, String> more)
      throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SERVER_PORT", String.valueOf(ports.get(name)));
    environment.put("EXAMHALL_DATA_DIR", data.toString());
    environment.put("EXAMHALL_INTERNAL_SECRET", identity.secret());
    environment.put(
        "EXAMHALL_GATEWAY_URL", identity.jwksUri().replace("/.well-known/jwks.json", ""));
    environment.put("EXAMHALL_CACHE_URL", url("cache-service"));
    environment.put("EXAMHALL_ASSET_URL", url("asset-service"));
    environment.put("EXAMHALL_POSTGRES_PORT", String.valueOf(postgres.port()));
    environment.put("EXAMHALL_DATABASE_PASSWORD", PASSWORD);
    environment.put("EXAMHALL_REDIS_PORT", String.valueOf(redis.port()));
    environment.put("EXAMHALL_REDIS_PASSWORD", PASSWORD);
    environment.put("EXAMHALL_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    List.of(System.getProperty("examhall.bench.jvm", "").split(" ")).stream()
        .filter(option -> !option.isEmpty() && service.equals(SERVICE))
        .forEach(command::add);
    command.addAll(jvm);
    Path jar = Checkout.jar(service);
    command.addAll(List.of("-jar", jar.toString()));
    ChildProcess process = new ChildProcess(OrphanGuard.Stage.SERVICE);
    services.add(process);
    process.start(
        new ChildProcess.Program(
            name,
            command,
            environment,
            data,
            folder.resolve(name + ".log"),
            folder.resolve(name + ".pid"),
            jar.toString(),
            ChildProcess.StopSignal.TERM,
            Duration.ofSeconds(10)));
    process.awaitReady(START, () -> isReady(name));
    instances.put(name, process);
  }

  private boolean isReady(String service) {
    try {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url(service) + "/actuator/health/readiness"))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String url(String service) {
    return "http://127.0.0.1:" + ports.get(service);
  }

  /** The service's port. */
  public int port() {
    return port(SERVICE);
  }

  /** An instance's port. */
  public int port(String instance) {
    return Objects.requireNonNull(ports.get(instance), instance);
  }

  PostgresServer postgres() {
    return postgres;
  }

  String password() {
    return PASSWORD;
  }

  /** Ends Redis as a crash would. */
  public void killRedis() {
    redis.kill();
  }

  /** Starts Redis again, empty. */
  public void startRedis() {
    redis.start();
  }

  /** A folder that is removed at the end. */
  public Path folder() {
    return folder;
  }

  /** Time on a core since the start, of exam-render-service alone. */
  public Duration cpu() {
    return cpu(SERVICE);
  }

  /** Time on a core since its start. */
  public Duration cpu(String instance) {
    ChildProcess process = Objects.requireNonNull(instances.get(instance), instance);
    return ProcessHandle.of(process.pid().orElseThrow())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** What the gateway sends along for a student. */
  public String visitorHeader() {
    return "Authorization: Bearer " + identity.visitor(SERVICE);
  }

  private void makeExam() {
    JsonNode exam =
        asTeacher(
            "POST",
            "/api/v1/exams",
            "application/json",
            JsonMapper.shared()
                .writeValueAsBytes(
                    Map.of(
                        "name",
                        "Benchmark",
                        "timerMinutes",
                        180,
                        "questionCount",
                        QUESTIONS,
                        "options",
                        5)));
    String id = exam.path("id").asString();
    asTeacher("PUT", "/api/v1/exams/" + id + "/booklet", "application/pdf", onePage());
    asTeacher(
        "PUT",
        "/api/v1/exams/" + id + "/answer-key",
        "application/json",
        JsonMapper.shared()
            .writeValueAsBytes(
                Map.of(
                    "questions",
                    IntStream.rangeClosed(1, QUESTIONS)
                        .mapToObj(ExamUnderTest::question)
                        .toList())));
    asTeacher("POST", "/api/v1/exams/" + id + "/activation", "application/json", new byte[0]);
    put(
        "levels",
        List.of(
            Map.of("code", "L", "program", "P", "subProgram", "S", "name", "Level", "rank", 1)));
    put(
        "rules",
        List.of(
            Map.of(
                "gradeFrom",
                1,
                "gradeTo",
                12,
                "rankFrom",
                "TOP_10",
                "rankTo",
                "BELOW_50",
                "levelCode",
                "L",
                "priority",
                1)));
    put("exam-mappings", List.of(Map.of("levelCode", "L", "slot", 1, "examId", id)));
  }

  private static Map<String, Object> question(int number) {
    return Map.of(
        "number",
        number,
        "type",
        "ONE_CHOICE",
        "points",
        2,
        "parts",
        List.of(
            Map.of(
                "kind", "ONE_CHOICE", "options", 5, "choices", List.of("B"), "texts", List.of())));
  }

  private void put(String what, List<?> rows) {
    asTeacher(
        "PUT",
        "/api/v1/placement/" + what,
        "application/json",
        JsonMapper.shared().writeValueAsBytes(rows));
  }

  private JsonNode asTeacher(String method, String path, String type, byte[] body) {
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create(url(SERVICE) + path))
                .header("Authorization", "Bearer " + identity.person(SERVICE, "TEACHER"))
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          method
              + " "
              + path
              + ": "
              + answer.statusCode()
              + " "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body().length == 0
        ? JsonMapper.shared().createObjectNode()
        : JsonMapper.shared().readTree(answer.body());
  }

  /** The smallest document that PDF readers take. */
  private static byte[] onePage() {
    List<String> objects =
        List.of(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>");
    StringBuilder pdf = new StringBuilder("%PDF-1.4\n");
    StringBuilder table = new StringBuilder("0000000000 65535 f \n");
    for (int i = 0; i < objects.size(); i++) {
      table.append("%010d 00000 n \n".formatted(pdf.length()));
      pdf.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
    }
    int at = pdf.length();
    return (pdf
            + "xref\n0 4\n"
            + table
            + "trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n"
            + at
            + "\n%%EOF\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A student at the notice. */
  public Student student(int number) {
    String form =
        Map.of(
                "studentName", "Student " + number,
                "parentPhone", "010-1234-5678",
                "grade", "6",
                "rank", "TOP_20")
            .entrySet()
            .stream()
            .map(
                field ->
                    field.getKey()
                        + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpResponse<byte[]> answer =
        send(
            visitor("/start")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    String location = answer.headers().firstValue("location").orElseThrow();
    String cookie =
        answer.headers().allValues("set-cookie").stream()
            .filter(value -> value.startsWith("examhall_student="))
            .map(value -> value.substring(0, value.indexOf(';')))
            .findFirst()
            .orElseThrow();
    UUID session = UUID.fromString(location.split("/", -1)[2]);
    return new Student(session, cookie);
  }

  /** Starts the clock of a student. */
  public Student running(Student student) {
    expect(
        303,
        visitor("/sessions/" + student.session() + "/start")
            .header("Cookie", student.cookie())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
    expect(
        200,
        visitor("/api/v1/sessions/" + student.session() + "/content-ready")
            .header("Cookie", student.cookie())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build());
    return student;
  }

  /** Saves one answer. */
  void save(Student student, int number, int revision) {
    expect(200, saving(student, number, revision));
  }

  /** The request that saves one answer. */
  public HttpRequest saving(Student student, int number, int revision) {
    return visitor("/api/v1/sessions/" + student.session() + "/answers/" + number)
        .header("Cookie", student.cookie())
        .header("Content-Type", "application/json")
        .PUT(HttpRequest.BodyPublishers.ofString(Student.answer(revision)))
        .build();
  }

  /** The request for the exam page. */
  public HttpRequest opening(Student student) {
    return visitor("/sessions/" + student.session() + "/test")
        .header("Cookie", student.cookie())
        .header("Accept-Encoding", "gzip")
        .header("Accept", "text/html")
        .build();
  }

  HttpRequest.Builder visitor(String path) {
    return HttpRequest.newBuilder(URI.create(url(SERVICE) + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + identity.visitor(SERVICE));
  }

  /** Sends it and waits for the answer. */
  public HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void expect(int status, HttpRequest request) {
    HttpResponse<byte[]> answer = send(request);
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          request.uri()
              + ": "
              + answer.statusCode()
              + " "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  /** A browser at its session. */
  public record Student(UUID session, String cookie) {

    static String answer(int revision) {
      return "{\"revision\":%d,\"parts\":[{\"choices\":[\"%s\"]}]}"
          .formatted(revision, (char) ('A' + revision % 5));
    }
  }

  @Override
  public void close() {
    for (ChildProcess service : services.reversed()) {
      service.stop();
    }
    kafka.stop();
    redis.stop();
    postgres.stop();
    identity.close();
    http.close();
    try {
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
