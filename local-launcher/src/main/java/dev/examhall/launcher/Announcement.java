package dev.examhall.launcher;

import dev.examhall.embedded.OwnerOnly;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where to go, how to sign in, how to stop. */
record Announcement(SuitePorts ports, DataFolder folder, PrintStream out) {

  void print(Secrets secrets, String howToStop) {
    String gateway = "http://127.0.0.1:" + ports.of(Service.GATEWAY);
    out.println();
    out.println("  Students   " + gateway + "/");
    out.println("  Teachers   " + gateway + "/teacher/dashboard");
    out.println("  Status     " + gateway + "/status");
    out.println();
    out.println("  Sign-in    " + signIn(secrets));
    out.println("  Logs       ./examhall logs [service]   (" + folder.path().resolve("logs") + ")");
    out.println("  " + howToStop);
    out.flush();
  }

  /** The password is shown once: terminals and their histories are read by others. */
  private String signIn(Secrets secrets) {
    Path shown = folder.path().resolve("run").resolve("sign-in-shown");
    if (Files.exists(shown)) {
      return "teacher; the password is in " + folder.firstAccount();
    }
    try {
      OwnerOnly.write(shown, "");
    } catch (IOException e) {
      throw new LauncherException("Cannot write " + shown + ": " + e.getMessage(), e);
    }
    return secrets.firstUsername()
        + " / "
        + secrets.firstPassword()
        + "   (shown this once; kept in "
        + folder.firstAccount()
        + ")";
  }
}
