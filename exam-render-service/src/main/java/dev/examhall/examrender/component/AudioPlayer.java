package dev.examhall.examrender.component;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A listening track.
 *
 * @param audioUrls the same recording in one or more formats, best first
 * @param audioName what the student sees; null for the language's word for audio
 * @param autoplay whether it begins by itself
 * @param showProgress whether position and length are shown
 * @param durationSeconds length as far as it is known before the file is loaded
 * @param questions the questions it belongs to; null for all
 * @param playLimit how often it may be heard; null for as often as one likes
 */
public record AudioPlayer(
    @Nullable String id,
    List<String> audioUrls,
    @Nullable String audioName,
    boolean autoplay,
    boolean showProgress,
    @Nullable Double durationSeconds,
    @Nullable QuestionRange questions,
    @Nullable Integer playLimit)
    implements Component {

  public AudioPlayer {
    audioUrls = List.copyOf(audioUrls);
    if (audioUrls.isEmpty()) {
      throw new IllegalArgumentException("audioUrls must not be empty");
    }
  }

  /** The language's word for audio, no autoplay, with progress. */
  public static AudioPlayer of(@Nullable String id, String audioUrl) {
    return new AudioPlayer(id, List.of(audioUrl), null, false, true, null, null, null);
  }

  public AudioPlayer withName(String name) {
    return new AudioPlayer(
        id, audioUrls, name, autoplay, showProgress, durationSeconds, questions, playLimit);
  }

  public AudioPlayer withDuration(@Nullable Double seconds) {
    return new AudioPlayer(
        id, audioUrls, audioName, autoplay, showProgress, seconds, questions, playLimit);
  }

  public AudioPlayer withQuestions(int first, int last) {
    return new AudioPlayer(
        id,
        audioUrls,
        audioName,
        autoplay,
        showProgress,
        durationSeconds,
        new QuestionRange(first, last),
        playLimit);
  }

  public AudioPlayer withPlayLimit(@Nullable Integer plays) {
    return new AudioPlayer(
        id, audioUrls, audioName, autoplay, showProgress, durationSeconds, questions, plays);
  }

  /** The length as {@code m:ss}, or a placeholder while it is unknown. */
  public String durationText() {
    if (durationSeconds == null) {
      return "–:––";
    }
    long seconds = Math.round(durationSeconds);
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }

  @Override
  public ComponentType type() {
    return ComponentType.AUDIO_PLAYER;
  }

  /** Numbers of questions, both inclusive. */
  public record QuestionRange(int first, int last) {
    public QuestionRange {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException("No range of questions: " + first + "–" + last);
      }
    }

    /** Whether the question belongs to the range. */
    public boolean contains(int number) {
      return first <= number && number <= last;
    }
  }
}
