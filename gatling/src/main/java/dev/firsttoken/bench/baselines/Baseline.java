package dev.firsttoken.bench.baselines;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Server to compare with, as its {@code target.json} describes it. */
public final class Baseline {
  private final Path folder;
  private final BaselineSpec spec;
  private final UserFolders userFolders;

  Baseline(Path folder, BaselineSpec spec, UserFolders userFolders) {
    this.folder = folder;
    this.spec = spec;
    this.userFolders = userFolders;
  }

  public String name() {
    return spec.name();
  }

  /** Work that it can do, at least one. */
  public Set<ServerMode> modes() {
    return spec.modes();
  }

  /** Port that {@code ./bench baselines up} starts it on. */
  public LocalPort port() {
    return new LocalPort(spec.port());
  }

  /**
   * Looks for the tools that it needs, and installs what it needs unless that was done before.
   *
   * @param progress receives what takes more than two seconds, a sentence at a time
   * @throws ToolMissingException if a tool is missing or too old
   * @throws IllegalStateException with the last lines of the output, if a command fails
   */
  public PreparedBaseline prepare(Consumer<String> progress) {
    List<String> inputs = new ArrayList<>();
    String path = ProgramPath.of(InheritedVariables.copy()).folders();
    spec.needs().forEach(need -> inputs.add(need.command() + " " + need.check(name(), path)));
    spec.prepare().locks().forEach(lock -> inputs.add(lock + " " + read(lock)));
    spec.prepare().commands().forEach(command -> inputs.add(command.toString()));
    PreparedFolder prepared = PreparedFolder.of(name(), userFolders.cache(), inputs);
    Placeholders placeholders =
        new Placeholders(
            Map.of(
                Placeholders.FOLDER, folder.toString(),
                Placeholders.PREPARED, prepared.path().toString()));
    prepared.prepare(
        spec.prepare().commands().stream().map(placeholders::fill).toList(), folder, progress);
    return new PreparedBaseline(spec, folder, prepared.path(), new LogFolder(userFolders.state()));
  }

  private String read(String lock) {
    Path file = folder.resolve(lock);
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1); // the bytes matter, and not the text
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be read: %s".formatted(file, FileErrors.reason(e)), e);
    }
  }
}
