package dev.examhall.examrender;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers with an outage when a request has had no answer for too long, whatever it waits for: a
 * database that hangs says nothing, and its own time-outs do not fire. Uploads have limits of their
 * own. A commit that is on its way goes on, see {@link Uncancelled}.
 */
@Component
@Order(1)
class RequestDeadline implements WebFilter {

  static final Duration LONGEST = Duration.ofSeconds(15);

  private static final Pattern UPLOADS =
      Pattern.compile(
          "[A-Z]+ /api/v1/exams/[^/]+/(booklet|tracks)(/.*)?"
              + "|POST /teacher/exams(/[^/]+/(booklet|tracks))?");

  private static String address(ServerWebExchange exchange) {
    return exchange.getRequest().getMethod() + " " + exchange.getRequest().getPath().value();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    Mono<Void> answer = chain.filter(exchange);
    if (UPLOADS.matcher(address(exchange)).matches()) {
      return answer;
    }
    Mono<Long> tooLong =
        Mono.delay(LONGEST)
            .filter(tick -> !exchange.getResponse().isCommitted())
            .switchIfEmpty(Mono.never());
    return answer.timeout(
        tooLong, Mono.error(() -> new TimeoutException("no answer within " + LONGEST)));
  }
}
