package dev.firsttoken.bench.dataset;

import dev.firsttoken.bench.tokens.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Data sets in the formats of several tools. The first character of a file decides: a JSON array
 * has conversations of ShareGPT, an object begins JSON Lines, anything else is the header of CSV.
 */
public final class Datasets {
  /** First characters to look for one that is no white space. */
  private static final int MAX_INDENT = 1024;

  /** Records that are counted together: many for each core, and few beside what is kept. */
  private static final int MAX_BATCH = 512;

  private static final long MAX_BATCH_CHARACTERS = 4L << 20;

  private Datasets() {}

  /**
   * Settings of a data set's use.
   *
   * @param rules values that a record may have
   * @param shuffleSeed seed of a random order, or null for that of the file
   * @param outputTokens longest response that is asked for whatever the file says, or null
   * @param tokenizer loads the counter of the tokens of ShareGPT
   */
  public record Settings(
      LineRules rules,
      @Nullable Long shuffleSeed,
      @Nullable Integer outputTokens,
      Supplier<Tokenizer> tokenizer) {}

  /**
   * Prompts of a data set.
   *
   * @param notices sentences about what was left out
   */
  public record Selected(Prompts prompts, List<String> notices) {}

  /**
   * Reads a file, keeping at most 100,000 prompts of 256 MiB together.
   *
   * @throws IllegalArgumentException with the place in the file, the value found and what was
   *     expected
   */
  public static Selected read(Path file, Settings settings) {
    ConversationFilter filter =
        new ConversationFilter(settings.tokenizer(), settings.outputTokens());
    PromptSelection selection =
        new PromptSelection(LineReader.MAX_LINES, Prompts.MAX_CHARACTERS, settings.shuffleSeed());
    try (RecordReader records = open(file, settings.rules(), filter)) {
      List<Candidate> batch = readBatch(records);
      while (!batch.isEmpty() && offerAll(batch, selection)) {
        batch = readBatch(records);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("can't be read: " + e.getMessage(), e);
    }
    List<Prompt> prompts = selection.close();
    List<String> notices = notices(filter, selection, prompts.size());
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException(
          notices.isEmpty() ? "the data set is empty" : String.join("; ", notices));
    }
    return new Selected(new Prompts(prompts), notices);
  }

  private static List<Candidate> readBatch(RecordReader records) throws IOException {
    List<Candidate> batch = new ArrayList<>();
    long characters = 0;
    while (batch.size() < MAX_BATCH && characters < MAX_BATCH_CHARACTERS) {
      Candidate next = records.next();
      if (next == null) {
        break;
      }
      batch.add(next);
      characters += next.length();
    }
    return batch;
  }

  /** Selects records, whose tokens all cores count; false if no further one is kept. */
  private static boolean offerAll(List<Candidate> batch, PromptSelection selection) {
    List<Candidate> uncounted = batch.stream().filter(Candidate::needsCount).toList();
    uncounted.parallelStream().forEach(Candidate::count);
    for (Candidate candidate : batch) {
      Prompt prompt = candidate.select();
      if (prompt != null && !selection.offer(prompt)) {
        return false;
      }
    }
    return true;
  }

  private static List<String> notices(
      ConversationFilter filter, PromptSelection selection, int used) {
    List<String> notices = new ArrayList<>();
    String leftOut = filter.notice();
    if (leftOut != null) {
      notices.add(leftOut);
    }
    if (selection.isFull()) {
      notices.add("%,d records are used, as many as fit".formatted(used));
    }
    return notices;
  }

  private static RecordReader open(Path file, LineRules rules, ConversationFilter filter)
      throws IOException {
    InputStream in = InputFile.open(file);
    try {
      return switch (firstByte(in)) {
        case '[' -> new ArrayRecords(in, filter);
        case '{' -> new LineRecords(in, rules, filter);
        case -1 -> throw new IllegalArgumentException("the data set is empty");
        default -> new CsvRecords(in, rules.range());
      };
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Returns the first byte that is no white space, or -1 if there is none. */
  private static int firstByte(InputStream in) throws IOException {
    in.mark(MAX_INDENT);
    int first = in.read();
    for (int i = 1; i < MAX_INDENT && Character.isWhitespace(first); i++) {
      first = in.read();
    }
    in.reset();
    return first;
  }
}
