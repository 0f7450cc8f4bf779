package dev.examhall.gateway.signin;

import dev.examhall.gateway.session.SignedIn;
import java.time.Duration;

/** How an attempt to sign in ended. */
sealed interface SignInResult {

  /** Signed in. */
  record Done(SignedIn session) implements SignInResult {}

  /** Name or password are wrong; which one is not said. */
  record Refused() implements SignInResult {}

  /** Too many failures before this one; it was not looked at. */
  record Wait(Duration time) implements SignInResult {}
}
