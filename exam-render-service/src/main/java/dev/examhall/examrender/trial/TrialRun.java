package dev.examhall.examrender.trial;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import dev.examhall.examrender.exam.SelectAllRule;
import dev.examhall.examrender.grading.Grading;
import dev.examhall.examrender.grading.Response;
import dev.examhall.examrender.grading.Score;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A paper that was filled in at random, and its score: how a teacher sees that a key grades as it
 * should. Choices are any letters; about half of the short answers are accepted ones; some parts
 * stay empty.
 *
 * @param answers by question number, in the order of the parts
 */
record TrialRun(Map<Integer, List<Response>> answers, Score score) {

  private static final int ONE_IN_SO_MANY_STAYS_EMPTY = 12;

  static TrialRun of(List<KeyedQuestion> key, SelectAllRule rule, RandomGenerator random) {
    Map<Integer, List<Response>> answers = new TreeMap<>();
    for (KeyedQuestion question : key) {
      answers.put(
          question.number(),
          question.parts().stream().map(part -> response(part, random)).toList());
    }
    return new TrialRun(answers, Grading.grade(key, answers, rule, Map.of()));
  }

  private static Response response(KeyedPart part, RandomGenerator random) {
    if (random.nextInt(ONE_IN_SO_MANY_STAYS_EMPTY) == 0) {
      return Response.NONE;
    }
    return switch (part.kind()) {
      case ONE_CHOICE ->
          new Response(
              random.nextBoolean()
                  ? part.choices()
                  : List.of(letter(random.nextInt(part.options()))),
              null);
      case SELECT_ALL ->
          new Response(
              random.nextBoolean()
                  ? part.choices()
                  : IntStream.range(0, part.options())
                      .filter(option -> random.nextBoolean())
                      .mapToObj(TrialRun::letter)
                      .toList(),
              null);
      case SHORT -> new Response(List.of(), random.nextBoolean() ? accepted(part, random) : "–");
      case LONG -> new Response(List.of(), "…");
    };
  }

  private static String accepted(KeyedPart part, RandomGenerator random) {
    String text = part.texts().get(random.nextInt(part.texts().size()));
    String[] alternatives = text.split("\\|", -1);
    return alternatives[random.nextInt(alternatives.length)].strip();
  }

  private static String letter(int option) {
    return String.valueOf((char) ('A' + option));
  }
}
