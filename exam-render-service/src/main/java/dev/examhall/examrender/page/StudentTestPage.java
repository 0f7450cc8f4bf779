package dev.examhall.examrender.page;

import dev.examhall.examrender.component.PageContext;
import dev.examhall.examrender.component.PageType;
import dev.examhall.examrender.component.TemplateService;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.session.SessionState;
import dev.examhall.examrender.session.SessionView;
import dev.examhall.examrender.text.ScriptWords;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/**
 * The page on which an exam is taken. What stands in its HTML is the same for everybody who takes
 * the exam, but for the student's name and the session's JSON at the end, from which the scripts
 * restore answers, place and clock.
 */
final class StudentTestPage {

  static final String NAME = "student_test";

  private static final String SCRIPT_WORDS = "student-test-script";

  private final TemplateService components;
  private final ObjectMapper json;

  StudentTestPage(TemplateService components, ObjectMapper json) {
    this.components = components;
    this.json = json;
  }

  /** The parameters of the template, besides the view. */
  Map<String, Object> model(Exam exam, SessionView session, PageView view) {
    return Map.of(
        "exam", exam,
        "components",
            components.renderPageComponents(
                PageType.STUDENT_TEST, new PageContext(exam, view.texts())),
        "studentName", session.studentName(),
        "preparing", session.state() == SessionState.STARTED,
        "pageConfig", scriptJson(config(view)),
        "sessionData", scriptJson(StudentTestData.of(session)));
  }

  private static Map<String, Object> config(PageView view) {
    return Map.of(
        "language", view.texts().language(),
        "resources", view.head().resources(),
        "words", ScriptWords.of(SCRIPT_WORDS, view.texts()));
  }

  private String scriptJson(Object value) {
    return ScriptJson.escape(json.writeValueAsString(value));
  }
}
