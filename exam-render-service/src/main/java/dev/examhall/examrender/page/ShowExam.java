package dev.examhall.examrender.page;

import dev.examhall.examrender.component.PageContext;
import dev.examhall.examrender.component.PageType;
import dev.examhall.examrender.component.TemplateService;
import dev.examhall.examrender.exam.AdministerExam;
import dev.examhall.examrender.exam.AnswerKeys;
import dev.examhall.examrender.exam.AudioTrack;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.ExamCatalog;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.ExamVersion;
import dev.examhall.examrender.exam.KeyRow;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.media.MediaCookies;
import dev.examhall.examrender.text.ScriptWords;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.function.Tuple3;
import tools.jackson.databind.ObjectMapper;

/** Renders the page of one exam: what students see, with the key beside it. */
@Component
final class ShowExam {

  static final String PAGE = "exam_preview";

  private final TeacherPages pages;
  private final TemplateService components;
  private final ExamDirectory directory;
  private final ExamCatalog catalog;
  private final AnswerKeys keys;
  private final AdministerExam administer;
  private final MediaCookies cookies;
  private final ObjectMapper json;

  ShowExam(
      TeacherPages pages,
      TemplateService components,
      ExamDirectory directory,
      ExamCatalog catalog,
      AnswerKeys keys,
      AdministerExam administer,
      MediaCookies cookies,
      ObjectMapper json) {
    this.pages = pages;
    this.components = components;
    this.directory = directory;
    this.catalog = catalog;
    this.keys = keys;
    this.administer = administer;
    this.cookies = cookies;
    this.json = json;
  }

  /**
   * What is said besides the exam itself: what was done, or what was typed and cannot be taken.
   *
   * @param rows of the grid as they were typed; null for the stored ones
   * @param problems what is wrong with the rows, or with a file
   * @param accessCode one that cannot be taken, as it was typed
   */
  record Words(
      ExamPage.Part part,
      String done,
      @Nullable List<KeyRow> rows,
      List<KeyRow.Problem> problems,
      @Nullable ExamForm settings,
      @Nullable TrackForm newTrack,
      @Nullable UUID trackId,
      @Nullable TrackForm track,
      String bookletError,
      @Nullable String accessCode) {

    static Words of(ExamPage.Part part, String done) {
      return new Words(part, done, null, List.of(), null, null, null, null, "", null);
    }

    Words withKey(@Nullable List<KeyRow> typed, List<KeyRow.Problem> wrong) {
      return new Words(part, "", typed, wrong, null, null, null, null, "", null);
    }

    Words withSettings(ExamForm form) {
      return new Words(part, "", null, List.of(), form, null, null, null, "", null);
    }

    Words withNewTrack(TrackForm form) {
      return new Words(part, "", null, List.of(), null, form, null, null, "", null);
    }

    Words withTrack(UUID id, TrackForm form) {
      return new Words(part, "", null, List.of(), null, null, id, form, "", null);
    }

    Words withBookletError(String error) {
      return new Words(part, "", null, List.of(), null, null, null, null, error, null);
    }

    Words withAccessCode(String typed) {
      return new Words(part, "", null, List.of(), null, null, null, null, "", typed);
    }

    private boolean refuses() {
      return !problems.isEmpty()
          || settings != null
          || newTrack != null
          || track != null
          || !bookletError.isEmpty()
          || accessCode != null;
    }
  }

  /** The page; empty for an exam that is not there for this person. */
  Mono<ResponseEntity<byte[]>> show(
      UUID id, Words words, boolean secure, HttpHeaders headers, Caller caller) {
    return directory
        .find(id, ExamScope.of(caller))
        .flatMap(
            exam ->
                Mono.zip(
                        catalog.find(id, exam.version()),
                        keys.of(id, exam.version()),
                        administer.versions(id))
                    .flatMap(found -> show(exam, found, words, headers, caller)))
        .map(page -> opening(page, id, secure));
  }

  private Mono<ResponseEntity<byte[]>> show(
      ExamOverview exam,
      Tuple3<Exam, List<KeyedQuestion>, List<ExamVersion>> found,
      Words words,
      HttpHeaders headers,
      Caller caller) {
    boolean own = caller instanceof Caller.Person person && exam.makerId().equals(person.id());
    ExamRow row =
        new ExamRow(exam, own, own || ExamScope.of(caller).everything(), null, exam.name());
    return pages.show(
        PAGE,
        words.refuses() ? HttpStatus.UNPROCESSABLE_CONTENT : HttpStatus.OK,
        caller,
        headers,
        view ->
            Map.of(
                "page",
                new ExamPage(
                    row,
                    words.part(),
                    components.renderPageComponents(
                        PageType.EXAM_PREVIEW, new PageContext(found.getT1(), view.texts())),
                    grid(exam, found.getT2(), words, view.texts()),
                    words.settings() == null ? ExamForm.of(exam) : words.settings(),
                    words.newTrack() == null ? TrackForm.empty(0) : words.newTrack(),
                    trackForms(exam, words),
                    found.getT3(),
                    words.done(),
                    words.bookletError(),
                    words.accessCode(),
                    config(exam, found.getT2(), view))));
  }

  private static KeyGrid grid(
      ExamOverview exam, List<KeyedQuestion> key, Words words, Texts texts) {
    List<KeyRow> typed = words.rows();
    return typed == null
        ? KeyGrid.of(exam, key).refusing(words.problems(), texts)
        : KeyGrid.typed(typed, words.problems(), texts);
  }

  private static List<TrackForm> trackForms(ExamOverview exam, Words words) {
    List<TrackForm> forms = new ArrayList<>();
    for (AudioTrack track : exam.tracks()) {
      TrackForm typed = words.track();
      forms.add(
          typed != null && track.id().equals(words.trackId())
              ? typed
              : new TrackForm(
                  forms.size(),
                  track.name(),
                  String.valueOf(track.firstQuestion()),
                  String.valueOf(track.lastQuestion()),
                  track.playLimit() == null ? "" : String.valueOf(track.playLimit()),
                  null));
    }
    return forms;
  }

  private String config(ExamOverview exam, List<KeyedQuestion> key, PageView view) {
    return ScriptJson.escape(
        json.writeValueAsString(
            Map.of(
                "exam", exam.id(),
                "key", key,
                "options", exam.options(),
                "resources", view.head().resources(),
                "words", scriptWords(view.texts()))));
  }

  /** Of the page itself, and of the components that it has from the exam page. */
  private static Map<String, String> scriptWords(Texts texts) {
    Map<String, String> words = new TreeMap<>(ScriptWords.of("student-test-script", texts));
    words.putAll(ScriptWords.of("exam-script", texts));
    return words;
  }

  /** With the right to load the exam's booklet and tracks. */
  private ResponseEntity<byte[]> opening(ResponseEntity<byte[]> page, UUID id, boolean secure) {
    HttpHeaders headers = new HttpHeaders();
    headers.addAll(page.getHeaders());
    headers.add(HttpHeaders.SET_COOKIE, cookies.opening(List.of(id), secure).toString());
    return ResponseEntity.status(page.getStatusCode()).headers(headers).body(page.getBody());
  }
}
