package dev.examhall.examrender.page;

import dev.examhall.examrender.placement.EnglishRank;
import dev.examhall.examrender.session.StudentDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The home page's form with what was typed; {@link #errors()} holds message keys by field. */
public record StartForm(
    String studentName,
    String parentPhone,
    String school,
    String grade,
    String rank,
    String accessCode,
    Map<String, String> errors) {

  private static final int LONGEST_NAME = 100;
  private static final int HIGHEST_GRADE = 12;
  private static final Pattern PHONE = Pattern.compile("0\\d{8,10}");
  private static final Pattern PHONE_FILLING = Pattern.compile("[-\\s().]");
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,2}");

  static StartForm empty() {
    return new StartForm("", "", "", "", "", "", Map.of());
  }

  static StartForm of(MultiValueMap<String, String> form) {
    StartForm typed =
        new StartForm(
            field(form, "studentName"),
            field(form, "parentPhone"),
            field(form, "school"),
            field(form, "grade"),
            field(form, "rank"),
            field(form, "accessCode"),
            Map.of());
    return typed.with(typed.problems());
  }

  StartForm with(Map<String, String> errors) {
    return new StartForm(studentName, parentPhone, school, grade, rank, accessCode, errors);
  }

  /** The message key of what is wrong with a field, or null. */
  public @Nullable String error(String field) {
    return errors.get(field);
  }

  /** Whether the form asks for a code: only once an exam wants one. */
  public boolean asksForCode() {
    return !accessCode.isEmpty() || errors.containsKey("accessCode");
  }

  /** The details; only when there are no errors. */
  StudentDetails student() {
    EnglishRank chosen = parseRank();
    if (chosen == null || !errors.isEmpty()) {
      throw new IllegalStateException("A form was used that has errors");
    }
    return new StudentDetails(
        studentName, digits(), school.isEmpty() ? null : school, Integer.parseInt(grade), chosen);
  }

  private Map<String, String> problems() {
    Map<String, String> problems = new LinkedHashMap<>();
    if (studentName.isEmpty()) {
      problems.put("studentName", "home.error.name.missing");
    } else if (studentName.length() > LONGEST_NAME || hasControls(studentName)) {
      problems.put("studentName", "home.error.name.long");
    }
    if (!PHONE.matcher(digits()).matches()) {
      problems.put("parentPhone", "home.error.phone");
    }
    if (school.length() > LONGEST_NAME || hasControls(school)) {
      problems.put("school", "home.error.school");
    }
    if (!NUMBER.matcher(grade).matches()
        || Integer.parseInt(grade) < 1
        || Integer.parseInt(grade) > HIGHEST_GRADE) {
      problems.put("grade", "home.error.grade");
    }
    if (accessCode.length() > LONGEST_NAME) {
      problems.put("accessCode", "home.error.access-code.wrong");
    }
    if (parseRank() == null) {
      problems.put("rank", "home.error.rank");
    }
    return problems;
  }

  private String digits() {
    return PHONE_FILLING.matcher(parentPhone).replaceAll("");
  }

  private @Nullable EnglishRank parseRank() {
    for (EnglishRank candidate : EnglishRank.values()) {
      if (candidate.name().equals(rank)) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean hasControls(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static String field(MultiValueMap<String, String> form, String name) {
    String value = form.getFirst(name);
    return value == null ? "" : value.strip();
  }
}
