package dev.examhall.examrender.page;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.exam.EditExam;
import dev.examhall.examrender.exam.ExamDirectory;
import dev.examhall.examrender.exam.ExamOverview;
import dev.examhall.examrender.exam.ExamScope;
import dev.examhall.examrender.exam.NewTrack;
import dev.examhall.examrender.exam.SettingsOutcome;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.exam.TrackRange;
import dev.examhall.examrender.media.MediaStore;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import dev.examhall.observability.measure.MeasureTime;
import dev.examhall.observability.measure.MonitorQueries;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The page of one exam: what students see, its files and its settings. */
@Controller
@RequestMapping("/teacher/exams/{id}")
class ExamPageController {

  private static final Set<String> DONE =
      Set.of(
          "created",
          "activated",
          "deactivated",
          "key-saved",
          "key-cleared",
          "settings-saved",
          "access-code-saved",
          "booklet-saved",
          "track-added",
          "track-saved",
          "track-removed");
  private static final String FILE = "file";

  private final ShowExam page;
  private final EditExam edit;
  private final ExamDirectory directory;
  private final StoreFiles files;
  private final Languages languages;

  ExamPageController(
      ShowExam page,
      EditExam edit,
      ExamDirectory directory,
      StoreFiles files,
      Languages languages) {
    this.page = page;
    this.edit = edit;
    this.directory = directory;
    this.files = files;
    this.languages = languages;
  }

  @GetMapping
  @MeasureTime(ShowExam.PAGE)
  @MonitorQueries(ShowExam.PAGE)
  Mono<ResponseEntity<byte[]>> show(
      @PathVariable UUID id,
      @RequestParam(defaultValue = "") String part,
      @RequestParam(defaultValue = "") String done,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return show(
        id,
        ShowExam.Words.of(ExamPage.Part.of(part), DONE.contains(done) ? done : ""),
        exchange,
        headers,
        caller);
  }

  @PostMapping("/settings")
  Mono<ResponseEntity<byte[]>> settings(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    Texts texts = languages.of(headers);
    return exchange
        .getFormData()
        .flatMap(
            data -> {
              ExamForm form = ExamForm.typed(data.toSingleValueMap(), List.of());
              return form.isSound()
                  ? edit.changeSettings(id, form.settings(), Teacher.of(caller))
                      .switchIfEmpty(notFound())
                      .flatMap(
                          outcome -> {
                            Map<String, String> errors = misfit(outcome, texts);
                            return errors.isEmpty()
                                ? Mono.just(back(id, ExamPage.Part.SETTINGS, "settings-saved"))
                                : showSettings(id, form.with(errors), exchange, headers, caller);
                          })
                  : showSettings(id, form, exchange, headers, caller);
            });
  }

  private Mono<ResponseEntity<byte[]>> showSettings(
      UUID id, ExamForm form, ServerWebExchange exchange, HttpHeaders headers, Caller caller) {
    return show(
        id,
        ShowExam.Words.of(ExamPage.Part.SETTINGS, "").withSettings(form),
        exchange,
        headers,
        caller);
  }

  private static Map<String, String> misfit(SettingsOutcome outcome, Texts texts) {
    return switch (outcome) {
      case SettingsOutcome.Changed ignored -> Map.of();
      case SettingsOutcome.TooFewOptions few ->
          Map.of(
              "options",
              texts.of(
                  "exam.error.options-key",
                  String.valueOf(few.question()),
                  String.valueOf(few.needed())));
      case SettingsOutcome.KeyBeyond key ->
          Map.of(
              "questionCount", texts.of("exam.error.key-beyond", String.valueOf(key.question())));
      case SettingsOutcome.TrackBeyond track ->
          Map.of(
              "questionCount",
              texts.of("exam.error.track-beyond", track.name(), String.valueOf(track.question())));
    };
  }

  @PostMapping(path = "/booklet", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Mono<ResponseEntity<byte[]>> booklet(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    Texts texts = languages.of(headers);
    return known(id, caller)
        .flatMap(
            exam ->
                exchange
                    .getMultipartData()
                    .flatMap(
                        parts -> {
                          FilePart file = ExamUpload.of(parts).file(FILE);
                          return file == null
                              ? Mono.error(
                                  new StoreFiles.NotTaken(FILE, texts.of("exam.file.none")))
                              : files.store(MediaStore.Kind.PDF, exam.name(), FILE, file, texts);
                        }))
        .flatMap(stored -> edit.setBooklet(id, stored, Teacher.of(caller)))
        .map(version -> back(id, ExamPage.Part.FILES, "booklet-saved"))
        .onErrorResume(
            StoreFiles.NotTaken.class,
            refused ->
                show(
                    id,
                    ShowExam.Words.of(ExamPage.Part.FILES, "").withBookletError(refused.sentence()),
                    exchange,
                    headers,
                    caller));
  }

  @PostMapping(path = "/tracks", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Mono<ResponseEntity<byte[]>> addTrack(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    Texts texts = languages.of(headers);
    return known(id, caller)
        .flatMap(
            exam ->
                exchange
                    .getMultipartData()
                    .map(ExamUpload::of)
                    .flatMap(upload -> addTrack(exam, upload, exchange, headers, caller, texts)));
  }

  private Mono<ResponseEntity<byte[]>> addTrack(
      ExamOverview exam,
      ExamUpload upload,
      ServerWebExchange exchange,
      HttpHeaders headers,
      Caller caller,
      Texts texts) {
    List<TrackForm> tracks = upload.tracks();
    TrackForm typed = tracks.isEmpty() ? typedTrack(upload.values()) : tracks.getFirst();
    FilePart file = upload.file(ExamUpload.fileOfTrack(typed.index()));
    String problem = file == null ? "exam.file.none" : problem(typed, exam, null);
    if (file == null || problem != null) {
      return showNewTrack(exam.id(), typed.with(problem), exchange, headers, caller);
    }
    return files
        .store(MediaStore.Kind.AUDIO, typed.name(), FILE, file, texts)
        .flatMap(
            stored ->
                edit.addTrack(
                    exam.id(),
                    new NewTrack(typed.name(), typed.range(), typed.playLimit(), stored),
                    Teacher.of(caller)))
        .map(track -> back(exam.id(), ExamPage.Part.FILES, "track-added"))
        .onErrorResume(
            StoreFiles.NotTaken.class,
            refused ->
                showNewTrack(exam.id(), typed.with(refused.sentence()), exchange, headers, caller));
  }

  private Mono<ResponseEntity<byte[]>> showNewTrack(
      UUID id, TrackForm form, ServerWebExchange exchange, HttpHeaders headers, Caller caller) {
    return show(
        id,
        ShowExam.Words.of(ExamPage.Part.FILES, "").withNewTrack(form),
        exchange,
        headers,
        caller);
  }

  @PostMapping("/tracks/{trackId}")
  Mono<ResponseEntity<byte[]>> changeTrack(
      @PathVariable UUID id,
      @PathVariable UUID trackId,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return known(id, caller)
        .zipWith(exchange.getFormData())
        .flatMap(
            both -> {
              TrackForm typed = typedTrack(both.getT2().toSingleValueMap());
              String problem =
                  typed.name().isEmpty()
                      ? "exam.error.track-name"
                      : problem(typed, both.getT1(), trackId);
              return problem == null
                  ? edit.changeTrack(
                          id,
                          trackId,
                          typed.range(),
                          typed.name(),
                          typed.playLimit(),
                          Teacher.of(caller))
                      .filter(there -> there)
                      .switchIfEmpty(notFound())
                      .map(there -> back(id, ExamPage.Part.FILES, "track-saved"))
                  : show(
                      id,
                      ShowExam.Words.of(ExamPage.Part.FILES, "")
                          .withTrack(trackId, typed.with(problem)),
                      exchange,
                      headers,
                      caller);
            });
  }

  @PostMapping("/tracks/{trackId}/removal")
  Mono<ResponseEntity<byte[]>> removeTrack(
      @PathVariable UUID id, @PathVariable UUID trackId, @AuthenticationPrincipal Caller caller) {
    return edit.removeTrack(id, trackId, Teacher.of(caller))
        .filter(there -> there)
        .switchIfEmpty(notFound())
        .map(there -> back(id, ExamPage.Part.FILES, "track-removed"));
  }

  /** Key of what is wrong with a track of this exam, or null. */
  private static @Nullable String problem(
      TrackForm track, ExamOverview exam, @Nullable UUID itself) {
    String problem = track.problem(exam.questionCount());
    if (problem != null) {
      return problem;
    }
    List<TrackRange> others =
        exam.tracks().stream()
            .filter(other -> !other.id().equals(itself))
            .map(other -> new TrackRange(other.firstQuestion(), other.lastQuestion()))
            .toList();
    return NewTrack.overlap(track.range(), others).isPresent() ? "exam.error.track-overlap" : null;
  }

  private static TrackForm typedTrack(Map<String, String> values) {
    return new TrackForm(
        0,
        field(values, "track0.name"),
        field(values, "track0.first"),
        field(values, "track0.last"),
        field(values, "track0.plays"),
        null);
  }

  private static String field(Map<String, String> values, String name) {
    return values.getOrDefault(name, "").strip();
  }

  private Mono<ResponseEntity<byte[]>> show(
      UUID id,
      ShowExam.Words words,
      ServerWebExchange exchange,
      HttpHeaders headers,
      Caller caller) {
    return page.show(id, words, BrowserConnection.isSecure(exchange), headers, caller)
        .switchIfEmpty(notFound());
  }

  private Mono<ExamOverview> known(UUID id, Caller caller) {
    return directory.find(id, ExamScope.of(caller)).switchIfEmpty(notFound());
  }

  static ResponseEntity<byte[]> back(UUID id, ExamPage.Part part, String done) {
    return TeacherPages.seeOther(
        "/teacher/exams/%s?part=%s&done=%s".formatted(id, part.id(), done));
  }

  static <T> Mono<T> notFound() {
    return Mono.error(
        () ->
            new ProblemException(
                ProblemKind.EXAM_NOT_FOUND, "It was deleted, or it is a colleague's own."));
  }
}
