package dev.examhall.gateway.web;

import org.springframework.web.server.ServerWebExchange;

/** The name of the route that a request took, for the log and for metrics: never a raw path. */
public final class RouteName {

  private static final String ATTRIBUTE = RouteName.class.getName();
  private static final String NONE = "none";

  private RouteName() {}

  /** Notes the route. */
  public static void set(ServerWebExchange exchange, String name) {
    exchange.getAttributes().put(ATTRIBUTE, name);
  }

  /** The route, or {@code none} when the request ended before one was found. */
  public static String of(ServerWebExchange exchange) {
    return exchange.getAttributeOrDefault(ATTRIBUTE, NONE);
  }
}
