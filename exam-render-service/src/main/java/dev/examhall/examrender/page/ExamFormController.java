package dev.examhall.examrender.page;

import dev.examhall.examrender.exam.EditExam;
import dev.examhall.examrender.exam.NewTrack;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.media.MediaStore;
import dev.examhall.examrender.media.StoredMedia;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.ScriptWords;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/**
 * The page on which an exam is made. The form comes with its files, is checked as a whole, and
 * makes one exam or nothing; a script sends the same form and is answered in JSON.
 */
@Controller
@RequestMapping("/teacher/exams")
class ExamFormController {

  private static final String PAGE = "exam_create";
  private static final String BOOKLET = "booklet";

  private final TeacherPages pages;
  private final EditExam edit;
  private final StoreFiles files;
  private final Languages languages;
  private final PageTimes times;
  private final ObjectMapper json;

  ExamFormController(
      TeacherPages pages,
      EditExam edit,
      StoreFiles files,
      Languages languages,
      PageTimes times,
      ObjectMapper json) {
    this.pages = pages;
    this.edit = edit;
    this.files = files;
    this.languages = languages;
    this.times = times;
    this.json = json;
  }

  @GetMapping("/new")
  @MeasureTime(PAGE)
  @MonitorQueries(PAGE)
  Mono<ResponseEntity<byte[]>> fresh(
      @AuthenticationPrincipal Caller caller, @RequestHeader HttpHeaders headers) {
    return page(HttpStatus.OK, headers, caller, ExamForm.fresh(times.today()));
  }

  @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Mono<ResponseEntity<byte[]>> create(
      ServerWebExchange exchange,
      @AuthenticationPrincipal Caller caller,
      @RequestHeader HttpHeaders headers) {
    Texts texts = languages.of(headers);
    return exchange
        .getMultipartData()
        .map(ExamUpload::of)
        .flatMap(
            upload -> {
              ExamForm form = ExamForm.typed(upload.values(), upload.tracks());
              return form.isSound()
                  ? create(upload, form, caller, texts)
                      .map(id -> created(id, headers))
                      .onErrorResume(
                          StoreFiles.NotTaken.class,
                          refused -> refuse(refused(form, refused), headers, caller))
                  : refuse(form, headers, caller);
            });
  }

  private Mono<UUID> create(ExamUpload upload, ExamForm form, Caller caller, Texts texts) {
    return booklet(upload, form, texts)
        .zipWith(tracks(upload, form, texts).collectList())
        .flatMap(
            stored ->
                edit.create(
                    form.settings(),
                    stored.getT1().orElse(null),
                    stored.getT2(),
                    Teacher.of(caller)));
  }

  private Mono<Optional<StoredMedia>> booklet(ExamUpload upload, ExamForm form, Texts texts) {
    FilePart file = upload.file(BOOKLET);
    return file == null
        ? Mono.just(Optional.empty())
        : files
            .store(MediaStore.Kind.PDF, form.settings().name(), BOOKLET, file, texts)
            .map(Optional::of);
  }

  private Flux<NewTrack> tracks(ExamUpload upload, ExamForm form, Texts texts) {
    return Flux.fromIterable(form.tracks())
        .concatMap(
            track -> {
              String field = ExamUpload.fileOfTrack(track.index());
              FilePart file = upload.file(field);
              return file == null
                  ? Mono.empty()
                  : files
                      .store(MediaStore.Kind.AUDIO, track.name(), field, file, texts)
                      .map(
                          stored ->
                              new NewTrack(track.name(), track.range(), track.playLimit(), stored));
            });
  }

  private static ExamForm refused(ExamForm form, StoreFiles.NotTaken refused) {
    return form.tracks().stream()
        .filter(track -> ExamUpload.fileOfTrack(track.index()).equals(refused.field()))
        .findFirst()
        .map(track -> form.withTrackError(track.index(), refused.sentence()))
        .orElseGet(() -> form.with(Map.of(refused.field(), refused.sentence())));
  }

  private ResponseEntity<byte[]> created(UUID id, HttpHeaders headers) {
    String next = "/teacher/exams/" + id + "?done=created";
    return wantsJson(headers)
        ? ResponseEntity.status(HttpStatus.CREATED)
            .contentType(MediaType.APPLICATION_JSON)
            .body(
                json.writeValueAsString(Map.of("id", id, "next", next))
                    .getBytes(StandardCharsets.UTF_8))
        : TeacherPages.seeOther(next);
  }

  private Mono<ResponseEntity<byte[]>> refuse(ExamForm form, HttpHeaders headers, Caller caller) {
    if (!wantsJson(headers)) {
      return page(HttpStatus.UNPROCESSABLE_CONTENT, headers, caller, form);
    }
    Texts texts = languages.of(headers);
    Map<String, String> problems = new HashMap<>();
    form.errors().forEach((field, error) -> problems.put(field, texts.of(error)));
    form.tracks()
        .forEach(
            track ->
                Stream.ofNullable(track.error())
                    .forEach(error -> problems.put("track" + track.index(), texts.of(error))));
    return Mono.error(
        new ProblemException(
            ProblemKind.INVALID_EXAM, texts.of("exam.error.form"), Map.of("problems", problems)));
  }

  static boolean wantsJson(HttpHeaders headers) {
    List<MediaType> accepted = headers.getAccept();
    return !accepted.isEmpty()
        && accepted.getFirst().isCompatibleWith(MediaType.APPLICATION_JSON)
        && !accepted.getFirst().isWildcardType();
  }

  private Mono<ResponseEntity<byte[]>> page(
      HttpStatus status, HttpHeaders headers, Caller caller, ExamForm form) {
    return pages.show(
        PAGE,
        status,
        caller,
        headers,
        view ->
            Map.of(
                "form",
                form,
                "config",
                ScriptJson.escape(
                    json.writeValueAsString(
                        Map.of(
                            "resources",
                            view.head().resources(),
                            "words",
                            ScriptWords.of("exam-script", view.texts()))))));
  }
}
