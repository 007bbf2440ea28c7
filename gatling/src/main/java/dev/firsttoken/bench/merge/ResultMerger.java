package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.files.FileErrors;
import dev.firsttoken.bench.result.LevelResult;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.SampleLog;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.WallTime;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges results as if their samples were one run's: histograms and counts add up, so that every
 * percentile is that of all samples together. Levels with the same load become one.
 */
public final class ResultMerger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_BYTES = 256L << 20;

  private record LevelSpan(LevelKey key, WallTime.Span span) {}

  private final List<ResultInput> inputs = new ArrayList<>();
  private final Map<LevelKey, LevelMerger> levels = new LinkedHashMap<>();

  /** The file that each stretch of a level came from. */
  private final Map<LevelSpan, String> fileBySpan = new HashMap<>();

  private final CarriedWarnings carriedWarnings = new CarriedWarnings();

  /**
   * Merges several results.
   *
   * @param paths files, and directories of runs
   * @throws IllegalArgumentException naming the file that can't be read or is not a result of this
   *     version
   */
  public static Result merge(List<Path> paths) {
    ResultMerger merger = new ResultMerger();
    for (Path path : paths) {
      Path file = fileOf(path);
      try {
        requireFile(file);
        merger.add(file.toString(), Files.readAllBytes(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(file + " can't be read: " + FileErrors.reason(e), e);
      }
    }
    return merger.result();
  }

  private static Path fileOf(Path path) {
    if (!Files.isDirectory(path)) {
      return path;
    }
    Path file = path.resolve(Result.FILE_NAME);
    if (Files.notExists(file)) {
      boolean isRun = Files.exists(path.resolve(SampleLog.FILE_NAME));
      throw new IllegalArgumentException(
          "%s contains no %s%s"
              .formatted(
                  path,
                  Result.FILE_NAME,
                  isRun
                      ? ", but the samples of a run: make it with ./bench report " + path
                      : ": give the directory of a run"));
    }
    return file;
  }

  private static void requireFile(Path file) throws IOException {
    if (Files.exists(file) && !(Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES)) {
      throw new IllegalArgumentException(
          file + " is not a result: it must be a file of at most 256 MiB");
    }
  }

  /**
   * Adds the next result.
   *
   * @param name of its file, for messages
   * @throws IllegalArgumentException one sentence: what is wrong with it, and what was expected
   */
  public void add(String name, byte[] json) {
    ResultInput input = new ResultInput(name, new JsonFields("", parse(name, json)));
    String schema = input.fields().json().path("schema").asText("missing");
    if (schema.equals(ResultDocument.WRK_SCHEMA)) {
      throw new IllegalArgumentException(
          name
              + " is a result of wrk2 or wrk, which has no samples to merge or compare; give it to"
              + " ./bench report");
    }
    if (!schema.equals(Result.SCHEMA)) {
      throw new IllegalArgumentException(
          "%s: its schema is %s, but this version reads %s".formatted(name, schema, Result.SCHEMA));
    }
    if (input.fields().json().has("shard")) {
      throw new IllegalArgumentException(
          name
              + " is the result of one shard of a load; give ./bench merge the folders of all its"
              + " shards, with their samples");
    }
    for (ResultInput earlier : inputs) {
      if (earlier.fields().json().equals(input.fields().json())) {
        throw new IllegalArgumentException(
            "%s is the same result as %s: it would count twice".formatted(name, earlier.name()));
      }
    }
    inputs.add(input);
  }

  private static JsonNode parse(String name, byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          name + " is not a result: " + FileErrors.invalidJson(e), e);
    }
  }

  /**
   * Merges all results that were added, at least one.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing or wrong
   */
  public Result result() {
    HeaderMerger headerMerger = new HeaderMerger(inputs);
    RunHeader header = headerMerger.merge();
    boolean partial = false;
    for (ResultInput input : inputs) {
      try {
        partial |= input.fields().booleanValue("partial");
        addLevels(input, header.settings().slo() != null);
      } catch (IllegalArgumentException | DateTimeException e) {
        throw input.withFileName(e);
      }
    }
    List<LevelResult> merged = new ArrayList<>();
    for (LevelMerger level : levels.values()) {
      merged.add(LevelResult.of(level.merge(), level.rounds(), header, partial, level.checks()));
    }
    List<Warning> known = new ArrayList<>(headerMerger.differences());
    Result own = Result.ofMerged(header, merged, partial, known);
    known.addAll(carriedWarnings.warnings(own.warnings()));
    return Result.ofMerged(header, merged, partial, known);
  }

  private void addLevels(ResultInput input, boolean hasSlo) {
    JsonNode array = input.fields().array("levels");
    List<Integer> mergedIndices = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      JsonFields fields = new JsonFields("levels/" + i, array.get(i));
      LevelSummary level = LevelReader.read(fields, hasSlo);
      LevelKey key = LevelKey.of(level.level());
      rejectDuplicates(input.name(), fields.path(), key, level.wallTime());
      levels
          .computeIfAbsent(key, newKey -> new LevelMerger())
          .add(level, RoundReader.read(fields), CheckReader.read(fields));
      mergedIndices.add(List.copyOf(levels.keySet()).indexOf(key));
    }
    carriedWarnings.add(input.fields(), mergedIndices);
  }

  /** A merged result holds the spans of its parts, so they tell whether a part is there already. */
  private void rejectDuplicates(String name, String path, LevelKey key, WallTime wallTime) {
    for (WallTime.Span span : wallTime.spans()) {
      String earlier = fileBySpan.putIfAbsent(new LevelSpan(key, span), name);
      if (earlier != null && !earlier.equals(name)) {
        throw new IllegalArgumentException(
            "%s is the same as in %s: it would count twice".formatted(path, earlier));
      }
    }
  }
}
