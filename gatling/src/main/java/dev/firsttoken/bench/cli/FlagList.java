package dev.firsttoken.bench.cli;

import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.report.terminal.Footnotes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * List of a command's flags with one line for each, so that it fits on two screens. Other than
 * picocli's own, it leaves out all but the first sentence of a flag's help.
 */
final class FlagList {
  private static final int INDENT = 2;
  private static final int GAP = 2;

  private final int width;
  private final int labelWidth;
  private final StringBuilder text = new StringBuilder();

  private FlagList(int width, int labelWidth) {
    this.width = width;
    this.labelWidth = labelWidth;
  }

  /** Renders the flags that are no settings, then the settings in their groups. */
  static String render(Collection<Setting> settings, Help help) {
    CommandSpec spec = help.commandSpec();
    Map<String, String> others = new LinkedHashMap<>();
    for (OptionSpec option : spec.options()) {
      if (settings.stream().noneMatch(key -> isFlagOf(option, key))) {
        others.put(label(option), String.join(" ", option.description()).replace("%%", "%"));
      }
    }
    List<String> labels = new ArrayList<>(others.keySet());
    settings.forEach(key -> labels.add(label(key)));
    int longest = labels.stream().mapToInt(String::length).max().orElse(0);
    FlagList list = new FlagList(spec.usageMessage().width(), INDENT + longest + GAP);
    others.forEach(list::addRow);
    Flags.groups(settings).forEach(list::addGroup);
    return list.text.toString();
  }

  private static boolean isFlagOf(OptionSpec option, Setting key) {
    return option.longestName().equals("--" + key.flag());
  }

  private static String label(OptionSpec option) {
    String names = String.join(", ", option.names());
    return option.arity().max() == 0 ? names : names + "=" + option.paramLabel();
  }

  /** Leaves out that a toggle may have a value, which hardly anyone needs. */
  private static String label(Setting key) {
    return "--" + key.flag() + (key.isToggle() ? "" : "=" + Flags.paramLabel(key));
  }

  private void addGroup(String heading, List<Setting> keys) {
    text.append(System.lineSeparator()).append(heading).append(System.lineSeparator());
    keys.forEach(key -> addRow(label(key), line(key)));
  }

  /** Returns the first sentence of the help, with the default if that fits into the line. */
  private String line(Setting key) {
    String sentence = firstSentence(key.help());
    String withDefault = "%s [%s]".formatted(sentence, key.defaultValue());
    boolean fits = withDefault.length() <= width - labelWidth;
    return key.defaultValue() != null && fits ? withDefault : sentence;
  }

  /** Returns a text up to its first full stop, without that stop. */
  static String firstSentence(String help) {
    int end = help.indexOf(". ");
    return end < 0 ? help.replaceFirst("\\.$", "") : help.substring(0, end);
  }

  private void addRow(String label, String description) {
    String start = " ".repeat(INDENT) + label;
    for (String line : Footnotes.wrap(description, width - labelWidth)) {
      text.append(start)
          .append(" ".repeat(labelWidth - start.length()))
          .append(line)
          .append(System.lineSeparator());
      start = "";
    }
  }
}
