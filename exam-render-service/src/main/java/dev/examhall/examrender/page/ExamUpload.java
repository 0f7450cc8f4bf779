package dev.examhall.examrender.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.http.codec.multipart.FormFieldPart;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;

/**
 * A form with files. Files beyond a few hundred kilobytes wait on the disk, never in memory.
 *
 * @param files those that were chosen, by field
 */
record ExamUpload(Map<String, String> values, Map<String, FilePart> files) {

  static ExamUpload of(MultiValueMap<String, Part> parts) {
    Map<String, String> values = new HashMap<>();
    Map<String, FilePart> files = new LinkedHashMap<>();
    for (Part part : parts.toSingleValueMap().values()) {
      switch (part) {
        case FormFieldPart field -> values.put(field.name(), field.value());
        case FilePart file -> {
          // a field in which nothing was chosen is a file without a name
          if (!file.filename().isEmpty()) {
            files.put(file.name(), file);
          }
        }
        default -> {}
      }
    }
    return new ExamUpload(values, files);
  }

  /** The tracks that have a file, named after it where no name was typed. */
  List<TrackForm> tracks() {
    List<TrackForm> tracks = new ArrayList<>();
    for (int index = 0; index < ExamForm.MOST_TRACKS; index++) {
      FilePart file = files.get(fileOfTrack(index));
      if (file != null) {
        tracks.add(track(index, file));
      }
    }
    return tracks;
  }

  private TrackForm track(int index, FilePart file) {
    String name = value("track" + index + ".name");
    return new TrackForm(
        index,
        name.isEmpty() ? file.filename().replaceFirst("[.][A-Za-z0-9]{1,5}$", "") : name,
        value("track" + index + ".first"),
        value("track" + index + ".last"),
        value("track" + index + ".plays"),
        null);
  }

  String value(String field) {
    return values.getOrDefault(field, "").strip();
  }

  @Nullable FilePart file(String field) {
    return files.get(field);
  }

  static String fileOfTrack(int index) {
    return "track" + index + ".file";
  }
}
