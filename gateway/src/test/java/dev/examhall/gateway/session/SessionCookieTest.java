package dev.examhall.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.examhall.gateway.keys.KeyFolder;
import dev.examhall.identity.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionCookieTest {

  @TempDir Path data;

  @Test
  void readsWhatItWrote() {
    SignedIn session = session(Duration.ofHours(1));

    assertThat(cookies().read(cookies().write(session))).contains(session);
  }

  @Test
  void keepsPeopleSignedInWhileItsKeyIsReplaced() throws IOException {
    SignedIn session = session(Duration.ofHours(1));
    String before = cookies().write(session);

    Files.move(data.resolve("keys/session.key"), data.resolve("keys/session-previous.key"));

    assertThat(cookies().read(before)).contains(session);
    assertThat(cookies().write(session)).isNotEqualTo(before);
    Files.delete(data.resolve("keys/session-previous.key"));
    assertThat(cookies().read(before)).isEmpty();
  }

  @Test
  void endsWhateverHappens() {
    assertThat(cookies().read(cookies().write(session(Duration.ofSeconds(-1))))).isEmpty();
  }

  @Test
  void takesNoTokenWithoutASignature() {
    String good = cookies().write(session(Duration.ofHours(1)));
    String claims = good.split("\\.", -1)[1];

    // {"alg":"none"}
    assertThat(cookies().read("eyJhbGciOiJub25lIn0." + claims + ".")).isEmpty();
    assertThat(cookies().read("not a token")).isEmpty();
  }

  private SessionCookie cookies() {
    return new SessionCookie(new KeyFolder(data));
  }

  private static SignedIn session(Duration left) {
    Instant now = Instant.now();
    return new SignedIn(
        UUID.randomUUID(),
        UUID.randomUUID(),
        "Somebody",
        Set.of(Role.TEACHER),
        now.truncatedTo(ChronoUnit.MILLIS),
        now.plus(left).truncatedTo(ChronoUnit.SECONDS),
        now.truncatedTo(ChronoUnit.SECONDS),
        true);
  }
}
