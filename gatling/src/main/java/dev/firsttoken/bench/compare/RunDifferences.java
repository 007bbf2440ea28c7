package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.samples.RunHeader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Facts and options by which earlier runs differ. */
final class RunDifferences {
  /** Options that say which server a result is of, or what is expected of it. */
  private static final Set<String> IGNORED_OPTIONS = Set.of("url", "base-url", "expect");

  private RunDifferences() {}

  /** Returns a note for each kind of difference. */
  static List<CompareNote> notes(List<RunHeader> headers) {
    List<CompareNote> notes = new ArrayList<>();
    List<String> facts = differing(headers.stream().map(RunDifferences::facts).toList(), "");
    if (!facts.isEmpty()) {
      notes.add(CompareNote.Code.ENVIRONMENTS_DIFFER.toNote(String.join(", ", facts)));
    }
    List<String> options = differing(headers.stream().map(RunDifferences::options).toList(), "--");
    if (!options.isEmpty()) {
      notes.add(CompareNote.Code.OPTIONS_DIFFER.toNote(String.join(", ", options)));
    }
    return notes;
  }

  private static Map<String, @Nullable Object> facts(RunHeader header) {
    return header.environment().toMap();
  }

  private static Map<String, @Nullable Object> options(RunHeader header) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>(header.options());
    options.keySet().removeAll(RunHeader.OUTPUT_OPTIONS);
    options.keySet().removeAll(IGNORED_OPTIONS);
    return options;
  }

  /** Lists what differs, each with all its values: {@code cores 2 and 8}. */
  private static List<String> differing(List<Map<String, @Nullable Object>> runs, String prefix) {
    Set<String> names = new LinkedHashSet<>();
    runs.forEach(run -> names.addAll(run.keySet()));
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      List<String> values =
          runs.stream().map(run -> Objects.toString(run.get(name), "none")).distinct().toList();
      if (values.size() > 1) {
        differing.add(prefix + name + " " + String.join(" and ", values));
      }
    }
    return differing;
  }
}
