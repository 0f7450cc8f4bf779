package dev.examhall.testkit.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks a running service at random for everything that its OpenAPI document names, with values that
 * fit, nearly fit and do not fit, as callers who may and who may not. Whatever is asked, no answer
 * is a 5xx, each answer's status, media type and body are in the document, and who may not gets no
 * 2xx.
 *
 * <p>{@code -Dexamhall.fuzz.requests=20000} asks more often, {@code -Dexamhall.fuzz.seed=7} asks
 * for other things; a failure names the seed.
 */
public final class ApiFuzz {

  /** What is asked for in a build. */
  public static final int REQUESTS = Integer.getInteger("examhall.fuzz.requests", 400);

  private static final long SEED = Long.getLong("examhall.fuzz.seed", 1);
  private static final int REPORTED = 25;
  private static final int READ = 4 << 20;

  /** Characters; the gateway reads addresses of 8 KB, the services of 12 KB. */
  private static final int LONG_ADDRESS = 7_000;

  private record Caller(
      String name, Supplier<Map<String, String>> headers, Predicate<Operation> mayNot) {}

  private record Answer(int status, String contentType, byte[] body, boolean whole) {}

  private final URI base;
  private final ApiDocument document;
  private final List<Caller> callers = new ArrayList<>();
  private final Map<String, List<String>> known = new HashMap<>();
  private Predicate<Operation> leftOut = operation -> false;
  private BiPredicate<Operation, Integer> excused = (operation, status) -> false;
  private long seed = SEED;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();

  private ApiFuzz(URI base, String yaml) {
    this.base = base;
    this.document = new ApiDocument(yaml);
  }

  /** A service by its address and its {@code openapi.yaml} on the class path. */
  public static ApiFuzz of(URI base) {
    try (InputStream yaml = ApiFuzz.class.getResourceAsStream("/openapi.yaml")) {
      if (yaml == null) {
        throw new IllegalStateException("There is no openapi.yaml on the class path");
      }
      return of(base, new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A service by its address and its document. */
  public static ApiFuzz of(URI base, String yaml) {
    return new ApiFuzz(base, yaml);
  }

  /** A caller who may do everything that the document names. */
  public ApiFuzz caller(String name, Supplier<Map<String, String>> headers) {
    return caller(name, headers, operation -> false);
  }

  /**
   * A caller.
   *
   * @param headers such as {@code Authorization}, asked for again before each request
   * @param mayNot operations for which this caller must not get a 2xx; open ones are never meant
   */
  public ApiFuzz caller(
      String name, Supplier<Map<String, String>> headers, Predicate<Operation> mayNot) {
    callers.add(new Caller(name, headers, mayNot));
    return this;
  }

  /**
   * Callers with no token, one that nobody signed, and one for another service: nobody of them may.
   */
  public ApiFuzz strangers(Supplier<String> tokenForAnotherService) {
    return caller("nobody", Map::of, operation -> true)
        .caller("somebody with no token of ours", () -> bearer("e30.e30.e30"), operation -> true)
        .caller(
            "somebody with a token for another service",
            () -> bearer(tokenForAnotherService.get()),
            operation -> true);
  }

  /** The header of a token. */
  public static Map<String, String> bearer(String token) {
    return Map.of("Authorization", "Bearer " + token);
  }

  /** Values of a parameter or property that mean something, such as ids that are there. */
  public ApiFuzz known(String name, String... values) {
    known.put(name, List.of(values));
    return this;
  }

  /** Operations that are not asked for at all. */
  public ApiFuzz leavingOut(Predicate<Operation> operations) {
    leftOut = operations;
    return this;
  }

  /** Answers of 5xx that are right, since something is away in this test. */
  public ApiFuzz excusing(BiPredicate<Operation, Integer> answers) {
    excused = answers;
    return this;
  }

  /** Another seed than the configured one. */
  public ApiFuzz seed(long another) {
    seed = another;
    return this;
  }

  /**
   * Asks.
   *
   * @return how many answers there were, by status
   * @throws AssertionError with all that was wrong, and how to ask for the same again
   */
  public Map<Integer, Integer> ask(int requests) throws InterruptedException {
    List<Operation> operations = document.operations().stream().filter(leftOut.negate()).toList();
    Map<Integer, Integer> statuses = new TreeMap<>();
    Map<String, String> wrong = new TreeMap<>();
    for (int number = 0; number < requests && wrong.size() < REPORTED; number++) {
      // each request from a seed of its own, so that none depends on answers before it
      Random random = new Random(new SplittableRandom(seed * 1_000_003 + number).nextLong());
      // everything is asked for in turn; half of the time by somebody who may
      Operation operation = operations.get(number % operations.size());
      Caller caller = callers.get(random.nextInt(callers.size()));
      String asked = operation + " as " + caller.name();
      HttpRequest request = request(operation, caller, random);
      Answer answer;
      try {
        answer = answer(request);
      } catch (IOException e) {
        wrong.putIfAbsent(asked + " no answer", request.uri() + " was not answered: " + e);
        continue;
      }
      statuses.merge(answer.status(), 1, Integer::sum);
      int status = answer.status();
      boolean isExcused = excused.test(operation, status);
      if (status >= 500 && !isExcused) {
        wrong.putIfAbsent(
            operation + " " + status, "%s %d: %s".formatted(asked, status, told(request, answer)));
      } else if (status / 100 == 2 && !operation.isOpen() && caller.mayNot().test(operation)) {
        wrong.putIfAbsent(asked, asked + ": may not, but got " + told(request, answer));
      }
      document
          .difference(operation, status, answer.contentType(), answer.body(), answer.whole())
          .ifPresent(
              difference ->
                  wrong.putIfAbsent(
                      operation + " " + difference,
                      asked + ": " + difference + "\n      " + told(request, answer)));
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          "%d kinds of answers are not as the document says, such as (the same again: -Dexamhall.fuzz.seed=%d -Dexamhall.fuzz.requests=%d)%n    %s"
              .formatted(wrong.size(), seed, requests, String.join("\n    ", wrong.values())));
    }
    return statuses;
  }

  private static String told(HttpRequest request, Answer answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    String uri = request.uri().toString();
    return "%s %s: %d %s %s"
        .formatted(
            request.method(),
            uri.substring(0, Math.min(uri.length(), 300)),
            answer.status(),
            answer.contentType(),
            body.substring(0, Math.min(body.length(), 400)));
  }

  private HttpRequest request(Operation operation, Caller caller, Random random) {
    Values values = new Values(random, document::resolved, known);
    // one request in three is right as a whole; in the others each part may be wrong
    boolean allRight = random.nextInt(3) == 0;
    String path = operation.path();
    List<String> query = new ArrayList<>();
    HttpRequest.Builder request = HttpRequest.newBuilder().timeout(Duration.ofSeconds(60));
    for (Operation.Parameter parameter : operation.parameters()) {
      boolean right = allRight || random.nextInt(3) > 0;
      String value = values.text(parameter.name(), parameter.schema(), right);
      switch (parameter.in()) {
        case "path" ->
            path =
                path.replace("{" + parameter.name() + "}", encoded(value.isEmpty() ? "-" : value));
        case "query" -> {
          if (parameter.required() ? right : random.nextBoolean()) {
            query.add(encoded(parameter.name()) + '=' + encoded(value));
          }
        }
        case "header" -> {
          if (parameter.required() ? right : random.nextBoolean()) {
            header(request, parameter.name(), value);
          }
        }
        default -> {
          // cookies are the caller's
        }
      }
    }
    String address = base + path + (query.isEmpty() ? "" : "?" + String.join("&", query));
    request.uri(URI.create(address));
    caller.headers().get().forEach(request::setHeader);
    Body body = body(operation, values, random, allRight);
    if (body.type() != null) {
      request.setHeader("Content-Type", body.type());
    }
    return request.method(operation.method(), body.publisher()).build();
  }

  /** Headers that HTTP itself does not allow do not get as far as the service. */
  private static void header(HttpRequest.Builder request, String name, String value) {
    String plain = value.replaceAll("[^\\x20-\\x7e]", "?");
    request.setHeader(name, plain.substring(0, Math.min(plain.length(), 2_000)));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private record Body(@Nullable String type, HttpRequest.BodyPublisher publisher) {}

  private static final Body NONE = new Body(null, BodyPublishers.noBody());

  private Body body(Operation operation, Values values, Random random, boolean allRight) {
    if (operation.body().isEmpty()) {
      return NONE;
    }
    JsonNode content = operation.body().get().path("content");
    List<String> types = List.copyOf(content.propertyNames());
    if (types.isEmpty() || (!allRight && random.nextInt(15) == 0)) {
      return NONE;
    }
    String type = types.get(random.nextInt(types.size()));
    JsonNode schema = content.path(type).path("schema");
    boolean right = allRight || random.nextInt(3) == 0;
    String sent =
        !right && random.nextInt(15) == 0 ? "text/plain" : type.replace("*/*", "text/plain");
    if (type.endsWith("json")) {
      String text = right ? values.right(schema).toString() : values.wrong(schema);
      return new Body(sent, BodyPublishers.ofString(text));
    }
    if (type.equals("application/x-www-form-urlencoded")) {
      return new Body(sent, BodyPublishers.ofString(form(values, schema, random, right)));
    }
    byte[] bytes = new byte[random.nextInt(2_000)];
    random.nextBytes(bytes);
    return new Body(sent.replace("/*", "/mpeg"), BodyPublishers.ofByteArray(bytes));
  }

  private String form(Values values, JsonNode unresolved, Random random, boolean right) {
    List<String> fields = new ArrayList<>();
    document
        .resolved(unresolved)
        .path("properties")
        .forEachEntry(
            (name, schema) -> {
              boolean fits = right || random.nextInt(3) > 0;
              if (fits || random.nextBoolean()) {
                fields.add(encoded(name) + '=' + encoded(values.text(name, schema, fits)));
              }
            });
    return String.join("&", fields);
  }

  /**
   * A server refuses an address that is too long before it has read all of it, and closes the
   * connection with the rest unread; TCP may then drop the refusal before it is seen (RFC 9112,
   * section 9.6). Such a request gets more than one chance; any other none.
   */
  private Answer answer(HttpRequest request) throws IOException, InterruptedException {
    int chances = request.uri().toString().length() > LONG_ADDRESS ? 5 : 1;
    for (int chance = 1; ; chance++) {
      try {
        return send(request);
      } catch (IOException e) {
        if (chance == chances) {
          throw e;
        }
      }
    }
  }

  private Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    String type = response.headers().firstValue("Content-Type").orElse("");
    try (InputStream in = response.body()) {
      // a stream of events has no end
      byte[] body = type.startsWith("text/event-stream") ? new byte[0] : in.readNBytes(READ);
      return new Answer(response.statusCode(), type, body, body.length < READ);
    }
  }
}
