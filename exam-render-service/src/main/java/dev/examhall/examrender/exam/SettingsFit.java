package dev.examhall.examrender.exam;

import java.util.List;

/**
 * Whether a key and tracks fit other settings, and the key as it is then.
 *
 * @param questions with as many options as the settings say, where they had the old number of them
 */
record SettingsFit(SettingsOutcome outcome, List<KeyedQuestion> questions) {

  static SettingsFit of(
      ExamSettings settings, int oldOptions, List<KeyedQuestion> key, List<AudioTrack> tracks) {
    for (AudioTrack track : tracks) {
      if (track.lastQuestion() > settings.questionCount()) {
        return unfit(new SettingsOutcome.TrackBeyond(track.name(), track.lastQuestion()));
      }
    }
    for (KeyedQuestion question : key) {
      if (question.number() > settings.questionCount()) {
        return unfit(new SettingsOutcome.KeyBeyond(question.number()));
      }
      int needed = optionsNeeded(question, oldOptions);
      if (needed > settings.options()) {
        return unfit(new SettingsOutcome.TooFewOptions(question.number(), needed));
      }
    }
    return new SettingsFit(
        new SettingsOutcome.Changed(),
        key.stream()
            .map(question -> withOptions(question, oldOptions, settings.options()))
            .toList());
  }

  private static SettingsFit unfit(SettingsOutcome outcome) {
    return new SettingsFit(outcome, List.of());
  }

  /** How many letters the key needs in parts that follow the exam's number of options. */
  private static int optionsNeeded(KeyedQuestion question, int oldOptions) {
    return question.parts().stream()
        .filter(part -> part.options() == oldOptions)
        .flatMap(part -> part.choices().stream())
        .mapToInt(letter -> letter.charAt(0) - 'A' + 1)
        .max()
        .orElse(0);
  }

  private static KeyedQuestion withOptions(KeyedQuestion question, int oldOptions, int options) {
    return new KeyedQuestion(
        question.number(),
        question.type(),
        question.points(),
        question.parts().stream()
            .map(
                part ->
                    part.kind().isChoice() && part.options() == oldOptions
                        ? new KeyedPart(
                            part.kind(),
                            options,
                            part.label(),
                            part.choices(),
                            part.texts(),
                            part.credit())
                        : part)
            .toList());
  }
}
