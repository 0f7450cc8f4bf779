package dev.examhall.examrender.session;

import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Gives controllers the student's token from the cookie; without one the request is answered 401.
 */
final class StudentTokenResolver implements HandlerMethodArgumentResolver {

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == StudentToken.class;
  }

  @Override
  public Mono<Object> resolveArgument(
      MethodParameter parameter, BindingContext binding, ServerWebExchange exchange) {
    StudentToken token = StudentToken.of(exchange.getRequest());
    if (token == null) {
      return Mono.error(
          new ProblemException(
              ProblemKind.NO_STUDENT_COOKIE,
              "Start on the home page, and go on in the same browser. If you started elsewhere, go"
                  + " on there or ask your teacher."));
    }
    return Mono.just(token);
  }
}
