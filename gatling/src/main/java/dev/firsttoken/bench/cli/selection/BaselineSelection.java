package dev.firsttoken.bench.cli.selection;

import dev.firsttoken.bench.baselines.Baselines;
import dev.firsttoken.bench.baselines.UpRecord;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.servers.ProxyBuild;
import java.io.File;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Baselines that a command is about.
 *
 * @param hasFolder true if the user gave the folder
 * @param only names that the user gave; empty for all
 */
public record BaselineSelection(Baselines baselines, boolean hasFolder, Set<String> only) {
  public static void addFlags(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder("--only")
            .type(String.class)
            .paramLabel("NAME[,NAME]")
            .completionCandidates(completions())
            .description("Baselines to take. Default: all")
            .build());
    spec.addOption(
        OptionSpec.builder("--dir")
            .type(File.class)
            .paramLabel("DIR")
            .description("Folder of the baselines. Default: baselines/ of this checkout")
            .build());
  }

  /** Returns the names that a shell completes: those of this checkout, if it has any. */
  private static List<String> completions() {
    try {
      return Baselines.in(ProxyBuild.find().home()).names();
    } catch (IllegalStateException | UncheckedIOException e) {
      return List.of();
    }
  }

  public static BaselineSelection parse(ParseResult parsed) {
    File dir = parsed.matchedOptionValue("--dir", null);
    String only = parsed.matchedOptionValue("--only", null);
    return new BaselineSelection(
        dir == null ? Baselines.in(ProxyBuild.find().home()) : new Baselines(dir.toPath()),
        dir != null,
        only == null ? Set.of() : new LinkedHashSet<>(List.of(only.split(",", -1))));
  }

  /**
   * Returns the names of the folder, in alphabetical order.
   *
   * @throws InvalidOptionException if the folder can't be read
   */
  public List<String> names() {
    try {
      return baselines.names();
    } catch (UncheckedIOException e) {
      throw new InvalidOptionException(String.valueOf(e.getMessage()));
    }
  }

  /** Returns those to take among the baselines that are up: of all folders, if none was given. */
  public List<UpRecord> from(List<UpRecord> up) {
    List<UpRecord> known =
        up.stream().filter(upRecord -> !hasFolder || upRecord.isOf(baselines)).toList();
    List<String> names = withUp(known);
    return known.stream().filter(upRecord -> names.contains(upRecord.name())).toList();
  }

  /** Returns the names to take among the baselines of the folder and those that are up. */
  public List<String> withUp(List<UpRecord> up) {
    Set<String> known = new TreeSet<>(names());
    up.forEach(upRecord -> known.add(upRecord.name()));
    return from(known);
  }

  public boolean isExplicit() {
    return !only.isEmpty();
  }

  /**
   * Returns the names to take, in the order of {@code known}.
   *
   * @throws InvalidOptionException if the user gave a name that is not known
   */
  public List<String> from(Collection<String> known) {
    for (String name : only) {
      if (!known.contains(name)) {
        throw new InvalidOptionException(
            "--only=%s: there is no baseline \"%s\"; %s"
                .formatted(
                    String.join(",", only),
                    name,
                    known.isEmpty()
                        ? "there are none in " + baselines.folder()
                        : "choose from " + String.join(", ", known)));
      }
    }
    return known.stream().filter(name -> only.isEmpty() || only.contains(name)).toList();
  }
}
