package dev.examhall.examrender.page;

import dev.examhall.examrender.BrowserConnection;
import dev.examhall.examrender.exam.KeyRow;
import dev.examhall.examrender.exam.KeyText;
import dev.examhall.examrender.exam.SaveKeyTable;
import dev.examhall.examrender.exam.Teacher;
import dev.examhall.examrender.problem.ProblemException;
import dev.examhall.examrender.problem.ProblemKind;
import dev.examhall.examrender.text.Languages;
import dev.examhall.examrender.text.Texts;
import dev.examhall.identity.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectMapper;

/** The answer key on the exam's page: from the grid, or from a file or a pasted table. */
@Controller
@RequestMapping("/teacher/exams/{id}/answer-key")
class KeyPageController {

  private static final int LARGEST_TABLE = 1 << 20;
  private static final Charset KOREAN = Charset.forName("MS949");

  private final ShowExam page;
  private final SaveKeyTable keyTable;
  private final Languages languages;
  private final ObjectMapper json;

  KeyPageController(ShowExam page, SaveKeyTable keyTable, Languages languages, ObjectMapper json) {
    this.page = page;
    this.keyTable = keyTable;
    this.languages = languages;
    this.json = json;
  }

  /** Saves the whole grid, or nothing. */
  @PostMapping(consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
  Mono<ResponseEntity<byte[]>> save(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return exchange
        .getFormData()
        .map(KeyPageController::rows)
        .flatMap(
            rows ->
                keyTable
                    .save(id, rows, Teacher.of(caller))
                    .switchIfEmpty(ExamPageController.notFound())
                    .flatMap(
                        outcome ->
                            ExamFormController.wantsJson(headers)
                                ? answer(outcome, headers)
                                : show(id, outcome, rows, exchange, headers, caller)));
  }

  /** Takes a file or a pasted table as the whole key, or nothing of it. */
  @PostMapping(path = "/table", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
  Mono<ResponseEntity<byte[]>> table(
      @PathVariable UUID id,
      ServerWebExchange exchange,
      @RequestHeader HttpHeaders headers,
      @AuthenticationPrincipal Caller caller) {
    return exchange
        .getMultipartData()
        .map(ExamUpload::of)
        .flatMap(KeyPageController::text)
        .flatMap(text -> saveTable(id, KeyText.read(text, false), Teacher.of(caller)))
        .switchIfEmpty(ExamPageController.notFound())
        .flatMap(outcome -> show(id, outcome, null, exchange, headers, caller));
  }

  /** A table without any answer is a mistake, and not a wish to have no key. */
  private Mono<SaveKeyTable.Outcome> saveTable(UUID id, List<KeyRow> rows, Teacher teacher) {
    return keyTable
        .read(id, rows, teacher)
        .flatMap(
            outcome ->
                switch (outcome) {
                  case SaveKeyTable.Outcome.Taken taken ->
                      taken.questions().isEmpty()
                          ? Mono.just(
                              new SaveKeyTable.Outcome.Refused(
                                  List.of(new KeyRow.Problem(0, "key.error.empty", List.of()))))
                          : keyTable.save(id, rows, teacher);
                  case SaveKeyTable.Outcome.Refused refused -> Mono.just(refused);
                });
  }

  private static Mono<String> text(ExamUpload upload) {
    FilePart file = upload.file("file");
    return file == null
        ? Mono.just(upload.value("text"))
        : DataBufferUtils.join(file.content(), LARGEST_TABLE)
            .map(KeyPageController::decoded)
            .defaultIfEmpty("");
  }

  /** Spreadsheets write UTF-8, or what Korean Windows always wrote. */
  private static String decoded(DataBuffer buffer) {
    byte[] bytes = new byte[buffer.readableByteCount()];
    buffer.read(bytes);
    DataBufferUtils.release(buffer);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, KOREAN);
    }
  }

  private Mono<ResponseEntity<byte[]>> show(
      UUID id,
      SaveKeyTable.Outcome outcome,
      @Nullable List<KeyRow> typed,
      ServerWebExchange exchange,
      HttpHeaders headers,
      Caller caller) {
    return switch (outcome) {
      case SaveKeyTable.Outcome.Taken taken ->
          Mono.just(
              ExamPageController.back(
                  id,
                  ExamPage.Part.KEY,
                  taken.questions().isEmpty() ? "key-cleared" : "key-saved"));
      case SaveKeyTable.Outcome.Refused refused ->
          page.show(
                  id,
                  ShowExam.Words.of(ExamPage.Part.KEY, "").withKey(typed, refused.problems()),
                  BrowserConnection.isSecure(exchange),
                  headers,
                  caller)
              .switchIfEmpty(ExamPageController.notFound());
    };
  }

  private Mono<ResponseEntity<byte[]>> answer(SaveKeyTable.Outcome outcome, HttpHeaders headers) {
    Texts texts = languages.of(headers);
    return switch (outcome) {
      case SaveKeyTable.Outcome.Taken taken ->
          Mono.just(
              ResponseEntity.ok()
                  .contentType(MediaType.APPLICATION_JSON)
                  .body(
                      json.writeValueAsString(
                              Map.of(
                                  "questions", taken.questions(), "withoutKey", taken.withoutKey()))
                          .getBytes(StandardCharsets.UTF_8)));
      case SaveKeyTable.Outcome.Refused refused ->
          Mono.error(
              new ProblemException(
                  ProblemKind.INVALID_ANSWER_KEY,
                  texts.of("key.refused", String.valueOf(refused.problems().size())),
                  Map.of(
                      "problems",
                      refused.problems().stream()
                          .map(
                              problem ->
                                  Map.of(
                                      "row",
                                      problem.row(),
                                      "message",
                                      KeyGrid.words(problem, texts)))
                          .toList())));
    };
  }

  /** Every row has each of its fields, so the n-th of each belong together. */
  private static List<KeyRow> rows(MultiValueMap<String, String> form) {
    List<String> numbers = form.getOrDefault("number", List.of());
    List<KeyRow> rows = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      rows.add(
          new KeyRow(
              i + 1,
              numbers.get(i).strip(),
              cell(form, "type", i),
              cell(form, "answer", i),
              cell(form, "points", i),
              cell(form, "options", i),
              cell(form, "label", i),
              cell(form, "credit", i)));
    }
    return rows;
  }

  private static String cell(MultiValueMap<String, String> form, String field, int row) {
    List<String> column = form.getOrDefault(field, List.of());
    return row < column.size() ? column.get(row).strip() : "";
  }
}
