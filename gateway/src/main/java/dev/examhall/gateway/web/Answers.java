package dev.examhall.gateway.web;

import dev.examhall.gateway.limit.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The gateway's own answers, all of them: a page for somebody who looks at a browser, an RFC 9457
 * problem for a program. Each says what to do.
 */
@Component
public final class Answers {

  private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration RETRY = Duration.ofSeconds(3);

  /** 400: the path can be read in more than one way. */
  public Mono<Void> badPath(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.BAD_REQUEST,
            "bad-path",
            "This address can't be used",
            "The address has parts that could be read in more than one way (such as '..', '//', ';'"
                + " or an encoded slash). Use the address as Examhall gave it."));
  }

  /** 400: the request can't be read. */
  public Mono<Void> badRequest(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.BAD_REQUEST,
            "bad-request",
            "The request can't be read",
            "Go back, reload the page and try again."));
  }

  /** 403: another site may have sent this. */
  public Mono<Void> crossSite(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.FORBIDDEN,
            "cross-site-request",
            "This did not come from Examhall's own page",
            "To protect the people who are signed in, changes are taken from Examhall's own pages"
                + " only. Open the page here and try again. A program that sends cookies must send"
                + " the Origin header too."));
  }

  /** Asks to sign in: browsers are taken to the form and back, programs get 401. */
  public Mono<Void> signInNeeded(ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    if (forBrowser(request)) {
      String next =
          HttpMethod.GET.equals(request.getMethod())
              ? "?next=" + UriUtils.encode(pathAndQuery(request), StandardCharsets.UTF_8)
              : "";
      return redirect(exchange, HttpStatus.SEE_OTHER, "/sign-in" + next);
    }
    return answer(
        exchange,
        new Answer(
            HttpStatus.UNAUTHORIZED,
            "sign-in-needed",
            "Sign in first",
            "This is for people who are signed in. Sign in at /sign-in and send the request again"
                + " with the session's cookie."));
  }

  /** 403: signed in, without the role. */
  public Mono<Void> forbidden(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.FORBIDDEN,
            "not-allowed",
            "Your account can't open this",
            "You are signed in, but your account has no role for this. Ask an operator for it, or"
                + " sign in with another account."));
  }

  /** 404. */
  public Mono<Void> notFound(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.NOT_FOUND,
            "not-found",
            "There is nothing at this address",
            "Check the address, or start from the home page."));
  }

  /** 405: the path is known, but not with this method. */
  public Mono<Void> methodNotAllowed(ServerWebExchange exchange) {
    return methodNotAllowed(exchange, Set.of());
  }

  /** 405, with the methods that are allowed. */
  public Mono<Void> methodNotAllowed(ServerWebExchange exchange, Set<HttpMethod> allowed) {
    if (!allowed.isEmpty()) {
      TreeSet<String> names = new TreeSet<>();
      allowed.forEach(method -> names.add(method.name()));
      exchange.getResponse().getHeaders().set(HttpHeaders.ALLOW, String.join(", ", names));
    }
    return answer(
        exchange,
        new Answer(
            HttpStatus.METHOD_NOT_ALLOWED,
            "method-not-allowed",
            "This can't be done at this address",
            "The address exists, but does not take this kind of request. See the Allow header."));
  }

  /** 408: the body did not come in time. */
  public Mono<Void> bodyTooSlow(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.REQUEST_TIMEOUT,
            "body-too-slow",
            "Sending took too long",
            "What was sent did not arrive in time, so nothing of it was taken. Check the connection"
                + " and send it again."));
  }

  /** 413. */
  public Mono<Void> bodyTooLarge(ServerWebExchange exchange, long limitBytes) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.CONTENT_TOO_LARGE,
            "body-too-large",
            "That is too large",
            "The most that can be sent here is %,d bytes. Make it smaller and send it again."
                .formatted(limitBytes)));
  }

  /** 429. */
  public Mono<Void> tooManyRequests(
      ServerWebExchange exchange, RateLimiter limiter, Duration wait) {
    retryAfter(exchange, wait);
    HttpHeaders headers = exchange.getResponse().getHeaders();
    headers.set("RateLimit-Policy", limiter.policy());
    headers.set("RateLimit", limiter.nothingLeft(wait));
    return answer(
        exchange,
        new Answer(
                HttpStatus.TOO_MANY_REQUESTS,
                "too-many-requests",
                "Too much at once",
                "More requests came than one person makes. Wait %d second(s) and go on."
                    .formatted(Math.max(1, wait.toSeconds())))
            .reloading(Asked.of(exchange).isPage()));
  }

  /** 503: a service can't be reached; the text says what is safe. */
  public Mono<Void> unavailable(ServerWebExchange exchange, String what, @Nullable String safe) {
    retryAfter(exchange, RETRY);
    return answer(
        exchange,
        new Answer(
                HttpStatus.SERVICE_UNAVAILABLE,
                "service-unavailable",
                "One moment, please",
                what + " can't be reached right now. " + whatNow(Asked.of(exchange)))
            .safe(safe)
            .reloading(Asked.of(exchange).isPage()));
  }

  /** 503: more people want something than can be served; nothing was asked of the service. */
  public Mono<Void> overloaded(ServerWebExchange exchange, Duration wait, @Nullable String safe) {
    return write(exchange, overloaded(NoPlace.of(Asked.of(exchange), wait, safe)));
  }

  /**
   * The same, for somebody who writes it himself. It names neither the request nor a reference:
   * thousands may be told so in a second, and all of a kind may get the same bytes.
   */
  public static Whole overloaded(NoPlace kind) {
    Asked asked =
        new Asked(kind.page() ? HttpMethod.GET : HttpMethod.POST, "", kind.forBrowser(), "");
    Whole whole =
        whole(
            asked,
            new Answer(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "overloaded",
                    "Many people are here right now",
                    "Saving answers goes first, so this has to wait a moment. " + whatNow(asked))
                .safe(kind.safe())
                .reloadingAfter(kind.page() ? kind.seconds() : null));
    whole.headers().set(HttpHeaders.RETRY_AFTER, Integer.toString(kind.seconds()));
    return whole;
  }

  /**
   * What is said where there is no place depends on this alone.
   *
   * @param forBrowser whether somebody looks at it
   * @param page whether it is a page, which can ask again by itself
   * @param safe what is not lost, if there is something to say about it
   * @param seconds after which to come back
   */
  public record NoPlace(boolean forBrowser, boolean page, @Nullable String safe, int seconds) {

    /** They came at the same moment: they come back at different ones. */
    private static final int SPREAD = 5;

    /**
     * What to say to somebody.
     *
     * @param wait the shortest time after which to come back
     */
    public static NoPlace of(Asked asked, Duration wait, @Nullable String safe) {
      int seconds = Math.toIntExact(Math.max(1, wait.toSeconds()));
      return new NoPlace(
          asked.forBrowser(),
          asked.isPage(),
          safe,
          seconds + ThreadLocalRandom.current().nextInt(SPREAD));
    }
  }

  /** An answer with all that belongs to it but the security headers. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Whole(HttpStatus status, HttpHeaders headers, byte[] body) {}

  /**
   * What an answer depends on.
   *
   * @param forBrowser whether somebody looks at it
   */
  public record Asked(HttpMethod method, String path, boolean forBrowser, String traceId) {

    static Asked of(ServerWebExchange exchange) {
      ServerHttpRequest request = exchange.getRequest();
      return of(
          request.getMethod(),
          request.getURI().getRawPath(),
          request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT),
          Client.of(exchange).traceId());
    }

    /** By the lines of {@code Accept}. */
    public static Asked of(HttpMethod method, String path, List<String> accept, String traceId) {
      return new Asked(
          method,
          path,
          accept.stream().anyMatch(line -> line.contains(MediaType.TEXT_HTML_VALUE))
              && !path.startsWith("/api/"),
          traceId);
    }

    boolean isPage() {
      return HttpMethod.GET.equals(method) && forBrowser;
    }
  }

  /** 504: a service did not answer in time. */
  public Mono<Void> timedOut(ServerWebExchange exchange, String what, @Nullable String safe) {
    retryAfter(exchange, RETRY);
    return answer(
        exchange,
        new Answer(
                HttpStatus.GATEWAY_TIMEOUT,
                "service-timed-out",
                "This is taking too long",
                what
                    + " did not answer in time; what was asked for may or may not have been done. "
                    + whatNow(Asked.of(exchange)))
            .safe(safe)
            .reloading(Asked.of(exchange).isPage()));
  }

  /** 500: a defect of the gateway's own. */
  public Mono<Void> internalError(ServerWebExchange exchange) {
    return answer(
        exchange,
        new Answer(
            HttpStatus.INTERNAL_SERVER_ERROR,
            "internal-error",
            "Something went wrong here",
            "The error has been recorded. Try again; if it stays, tell the operators the reference"
                + " below."));
  }

  /** Sends one of the gateway's own pages. */
  public Mono<Void> page(ServerWebExchange exchange, HttpStatus status, HtmlPage page) {
    return write(exchange, whole(status, page));
  }

  /** Sends the browser to another address of this host. */
  public Mono<Void> redirect(ServerWebExchange exchange, HttpStatus status, String location) {
    ServerHttpResponse response = exchange.getResponse();
    response.setStatusCode(status);
    // as it is: HttpHeaders.setLocation would encode it again
    response.getHeaders().set(HttpHeaders.LOCATION, location);
    return response.setComplete();
  }

  /** Whether a person looks at the answer. */
  public static boolean forBrowser(ServerHttpRequest request) {
    return Asked.of(
            request.getMethod(),
            request.getURI().getRawPath(),
            request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT),
            "")
        .forBrowser();
  }

  private static String whatNow(Asked asked) {
    if (asked.isPage()) {
      return "This page tries again by itself every few seconds.";
    }
    return asked.forBrowser()
        ? "What you sent was not taken: go back (what you typed is still there) and send it again"
            + " in a moment."
        : "Send the request again after the seconds in Retry-After.";
  }

  private static void retryAfter(ServerWebExchange exchange, Duration wait) {
    exchange.getResponse().getHeaders().set(HttpHeaders.RETRY_AFTER, seconds(wait));
  }

  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, wait.toSeconds()));
  }

  private static String pathAndQuery(ServerHttpRequest request) {
    String query = request.getURI().getRawQuery();
    String path = request.getURI().getRawPath();
    return query == null ? path : path + "?" + query;
  }

  private static Mono<Void> answer(ServerWebExchange exchange, Answer answer) {
    return write(exchange, whole(Asked.of(exchange), answer));
  }

  private static Whole whole(Asked asked, Answer answer) {
    Whole whole =
        asked.forBrowser()
            ? whole(answer.status(), html(asked, answer))
            : whole(answer.status(), MediaType.APPLICATION_PROBLEM_JSON, problem(asked, answer));
    whole.headers().setCacheControl("no-store");
    return whole;
  }

  private static Whole whole(HttpStatus status, HtmlPage page) {
    Whole whole = whole(status, HTML, page.render());
    whole.headers().set(SecurityHeaders.CONTENT_SECURITY_POLICY, HtmlPage.CONTENT_SECURITY_POLICY);
    return whole;
  }

  private static Whole whole(HttpStatus status, MediaType type, byte[] body) {
    HttpHeaders headers = new HttpHeaders();
    headers.setContentType(type);
    headers.setContentLength(body.length);
    headers.put(HttpHeaders.VARY, List.of(HttpHeaders.ACCEPT));
    return new Whole(status, headers, body);
  }

  private static Mono<Void> write(ServerWebExchange exchange, Whole whole) {
    ServerHttpResponse response = exchange.getResponse();
    if (response.isCommitted()) {
      // too late for words: the connection is closed by the server
      return Mono.empty();
    }
    response.setStatusCode(whole.status());
    response.getHeaders().putAll(whole.headers());
    return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(whole.body())));
  }

  private static HtmlPage html(Asked asked, Answer answer) {
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(HtmlPage.escape(answer.title())).append("</h1>\n<p>");
    body.append(HtmlPage.escape(answer.detail())).append("</p>\n");
    if (answer.safe() != null) {
      body.append("<div class=\"safe\"><h2>What is safe</h2><p>");
      body.append(HtmlPage.escape(answer.safe())).append("</p></div>\n");
    }
    if (answer.reloadAfterSeconds() != null) {
      body.append("<p><a class=\"button\" href=\"\">Try again now</a></p>\n");
    } else if (answer.status() != HttpStatus.SERVICE_UNAVAILABLE) {
      body.append("<p><a class=\"button\" href=\"/\">Home page</a></p>\n");
    }
    if (answer.status().is5xxServerError() && !asked.traceId().isEmpty()) {
      body.append("<p class=\"soft small\">Reference <code>");
      body.append(asked.traceId()).append("</code></p>\n");
    }
    return new HtmlPage(answer.title(), body.toString(), answer.reloadAfterSeconds());
  }

  private static byte[] problem(Asked asked, Answer answer) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "/problems/" + answer.type());
    problem.put("title", answer.title());
    problem.put("status", answer.status().value());
    problem.put(
        "detail", answer.safe() == null ? answer.detail() : answer.detail() + " " + answer.safe());
    if (!asked.path().isEmpty()) {
      problem.put("instance", asked.path());
    }
    if (!asked.traceId().isEmpty()) {
      problem.put("traceId", asked.traceId());
    }
    return JSON.writeValueAsBytes(problem);
  }

  private record Answer(
      HttpStatus status,
      String type,
      String title,
      String detail,
      @Nullable String safe,
      @Nullable Integer reloadAfterSeconds) {

    Answer(HttpStatus status, String type, String title, String detail) {
      this(status, type, title, detail, null, null);
    }

    Answer safe(@Nullable String text) {
      return new Answer(status, type, title, detail, text, reloadAfterSeconds);
    }

    /** Many browsers lost the same service at the same moment: they come back at different ones. */
    Answer reloading(boolean on) {
      return reloadingAfter(on ? ThreadLocalRandom.current().nextInt(3, 8) : null);
    }

    Answer reloadingAfter(@Nullable Integer seconds) {
      return new Answer(status, type, title, detail, safe, seconds);
    }
  }
}
