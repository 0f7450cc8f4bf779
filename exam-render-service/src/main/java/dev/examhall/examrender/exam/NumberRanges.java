package dev.examhall.examrender.exam;

import java.util.ArrayList;
import java.util.List;

/** Numbers as people write them: {@code 3, 7–12, 40}. */
public final class NumberRanges {

  private NumberRanges() {}

  /**
   * The text of rising numbers.
   *
   * @param most how many ranges at most; what is left out is an ellipsis
   */
  public static String text(List<Integer> numbers, int most) {
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < numbers.size(); ) {
      int last = i;
      while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
        last++;
      }
      if (ranges.size() == most) {
        ranges.add("…");
        break;
      }
      ranges.add(
          switch (last - i) {
            case 0 -> String.valueOf(numbers.get(i));
            case 1 -> numbers.get(i) + ", " + numbers.get(last);
            default -> numbers.get(i) + "–" + numbers.get(last);
          });
      i = last + 1;
    }
    return String.join(", ", ranges);
  }
}
