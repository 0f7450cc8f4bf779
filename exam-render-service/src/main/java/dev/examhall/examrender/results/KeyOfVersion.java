package dev.examhall.examrender.results;

import dev.examhall.examrender.exam.KeyedPart;
import dev.examhall.examrender.exam.KeyedQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The key by which the papers of one version are graded: a later version's where the question is
 * still the same question, its own where it is not.
 *
 * @param questions of the version that was taken
 * @param kept numbers whose own key stays, since the later question asks for something else
 */
record KeyOfVersion(List<KeyedQuestion> questions, List<Integer> kept) {

  KeyOfVersion {
    questions = List.copyOf(questions);
    kept = List.copyOf(kept);
  }

  static KeyOfVersion of(List<KeyedQuestion> taken, List<KeyedQuestion> later) {
    Map<Integer, KeyedQuestion> byNumber =
        later.stream().collect(Collectors.toMap(KeyedQuestion::number, Function.identity()));
    List<KeyedQuestion> questions = new ArrayList<>();
    List<Integer> kept = new ArrayList<>();
    for (KeyedQuestion own : taken) {
      KeyedQuestion other = byNumber.get(own.number());
      boolean same = other != null && asksForTheSame(own, other);
      questions.add(same ? other : own);
      if (!same) {
        kept.add(own.number());
      }
    }
    return new KeyOfVersion(questions, kept);
  }

  private static boolean asksForTheSame(KeyedQuestion one, KeyedQuestion other) {
    return one.type() == other.type()
        && one.parts().stream()
            .map(KeyedPart::kind)
            .toList()
            .equals(other.parts().stream().map(KeyedPart::kind).toList());
  }
}
