package dev.examhall.gateway.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the addresses of the site that Examhall replaced lead today. */
final class OldAddresses {

  private static final Map<Pattern, String> TABLE = new LinkedHashMap<>();

  static {
    String id = "([A-Za-z0-9-]{1,64})";
    to("/login/?", "/sign-in");
    to("/logout/?", "/sign-out");
    to("/api/placement/start/?", "/");
    to("/api/placement/sessions?/" + id + "/result/?", "/sessions/$1/result");
    to("/api/placement/sessions?/" + id + "/?", "/sessions/$1");
    to("/api/placement/sessions/?", "/teacher/sessions");
    to("/api/placement/exams/?", "/teacher/exams");
    to("/api/placement/exams/create/?", "/teacher/exams/new");
    to("/api/placement/exams/" + id + "(?:/.*)?", "/teacher/exams/$1");
    to("/placement/test/" + id + "/?", "/sessions/$1/test");
    to("/placement(?:/.*)?", "/");
    to("/core(?:/.*)?", "/teacher/dashboard");
    to("/teacher/dashboard/", "/teacher/dashboard");
    to("/placement-rules/?", "/teacher/placement-rules");
    to("/exam-mapping/?", "/teacher/exam-mappings");
    to("/curriculum/levels/?", "/teacher/levels");
  }

  private OldAddresses() {}

  /** The new address, or empty when the path is not an old one. */
  static Optional<String> today(String path) {
    for (Map.Entry<Pattern, String> entry : TABLE.entrySet()) {
      Matcher matcher = entry.getKey().matcher(path);
      if (matcher.matches()) {
        return Optional.of(matcher.replaceFirst(entry.getValue()));
      }
    }
    return Optional.empty();
  }

  private static void to(String pattern, String target) {
    TABLE.put(Pattern.compile(pattern), target);
  }
}
