package dev.examhall.examrender.component;

import dev.examhall.examrender.exam.AudioTrack;
import dev.examhall.examrender.exam.Exam;
import dev.examhall.examrender.exam.Question;
import gg.jte.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts questions that share their tracks together, and each track before its first question. */
final class SheetGroups {

  private SheetGroups() {}

  /**
   * @param players by track; a track without one is left out
   */
  static List<AnswerSheet.Group> of(Exam exam, Map<UUID, ? extends Content> players) {
    List<AnswerSheet.Group> groups = new ArrayList<>();
    List<Question> open = new ArrayList<>();
    List<AudioTrack> openTracks = List.of();
    List<AudioTrack> placed = new ArrayList<>();
    for (Question question : exam.questions()) {
      List<AudioTrack> tracks =
          exam.tracks().stream()
              .filter(
                  track ->
                      track.firstQuestion() <= question.number()
                          && question.number() <= track.lastQuestion())
              .toList();
      if (!open.isEmpty() && !tracks.equals(openTracks)) {
        groups.add(group(openTracks, placed, players, open));
        open.clear();
      }
      openTracks = tracks;
      open.add(question);
    }
    if (!open.isEmpty()) {
      groups.add(group(openTracks, placed, players, open));
    }
    return groups;
  }

  private static AnswerSheet.Group group(
      List<AudioTrack> tracks,
      List<AudioTrack> placed,
      Map<UUID, ? extends Content> players,
      List<Question> questions) {
    List<Content> here = new ArrayList<>();
    for (AudioTrack track : tracks) {
      Content player = players.get(track.id());
      if (player != null && !placed.contains(track)) {
        placed.add(track);
        here.add(player);
      }
    }
    return new AnswerSheet.Group(here, questions);
  }
}
