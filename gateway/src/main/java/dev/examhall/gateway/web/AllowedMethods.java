package dev.examhall.gateway.web;

import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

/** Knows which methods an address takes. */
public interface AllowedMethods {

  /** The methods; empty when the address does not exist. */
  Set<HttpMethod> at(PathContainer path);
}
