package dev.examhall.gateway.signin;

import dev.examhall.gateway.session.SignedIn;
import dev.examhall.gateway.web.HtmlPage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriUtils;

/** The pages of signing in and out. */
final class SignInPages {

  private SignInPages() {}

  static HtmlPage form(
      @Nullable String next, String username, @Nullable String wrong, boolean organisation) {
    String other =
        organisation
            ? "<p><a class=\"button\" href=\"/oauth2/authorization/organisation"
                + (next == null ? "" : "?next=" + UriUtils.encode(next, StandardCharsets.UTF_8))
                + "\">Sign in with your organisation</a></p>\n"
            : "";
    String message =
        wrong == null
            ? ""
            : "<p class=\"wrong\" role=\"alert\">" + HtmlPage.escape(wrong) + "</p>\n";
    String invalid = wrong == null ? "" : " aria-invalid=\"true\"";
    String focusName = username.isEmpty() ? " autofocus" : "";
    String focusPassword = username.isEmpty() ? "" : " autofocus";
    String nextField =
        next == null
            ? ""
            : "<input type=\"hidden\" name=\"next\" value=\"" + HtmlPage.escape(next) + "\">\n";
    return HtmlPage.of(
        "Sign in",
        """
        <div class="stack"><h1>Sign in</h1>
        <p class="soft">For teachers, proctors and operators. Students start from the \
        <a href="/">home page</a>, without an account.</p></div>
        %s<form method="post" action="/sign-in">
        %s<label>User name
        <input name="username" value="%s" autocomplete="username" autocapitalize="none" \
        spellcheck="false" required maxlength="100"%s%s></label>
        <label>Password
        <input name="password" type="password" autocomplete="current-password" required \
        maxlength="256"%s%s></label>
        <button type="submit">Sign in</button>
        </form>
        %s\
        """
            .formatted(
                message,
                nextField,
                HtmlPage.escape(username),
                invalid,
                focusName,
                invalid,
                focusPassword,
                other));
  }

  static HtmlPage signedOut() {
    return HtmlPage.of(
        "Signed out",
        """
        <h1>You are signed out</h1>
        <p class="soft">On a shared computer, close the browser too.</p>
        <p><a class="button" href="/sign-in">Sign in again</a></p>
        """);
  }

  static HtmlPage signOut(SignedIn session) {
    return HtmlPage.of(
        "Sign out",
        """
        <h1>Sign out?</h1>
        <p class="soft">You are signed in as %s.</p>
        <form method="post" action="/sign-out"><button type="submit">Sign out</button>
        <button type="submit" name="everywhere" value="yes">Sign out on all devices</button></form>
        """
            .formatted(HtmlPage.escape(session.name())));
  }

  static String refusedByOrganisation() {
    return "Your organisation's sign-in did not work. Try again, or sign in with a password here.";
  }

  static String refused() {
    return "The user name or the password is not right. Check both and try again.";
  }

  static String wait(Duration time) {
    long seconds = Math.max(1, time.toSeconds() + 1);
    String spoken = seconds < 90 ? seconds + " seconds" : Math.ceilDiv(seconds, 60L) + " minutes";
    return "There were too many attempts. Wait " + spoken + ", then try again.";
  }

  static String busy() {
    return "Many people are signing in at this moment. Wait a few seconds and try again.";
  }
}
