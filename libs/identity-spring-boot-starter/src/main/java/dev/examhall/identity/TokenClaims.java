package dev.examhall.identity;

/** Names inside the tokens. */
final class TokenClaims {

  static final String PEOPLE_ISSUER = "examhall-gateway";
  static final String SCOPE = "scope";
  static final String SCOPE_SERVICE = "service";
  static final String SCOPE_VISITOR = "visitor";
  static final String NAME = "name";
  static final String ROLES = "roles";

  private TokenClaims() {}
}
