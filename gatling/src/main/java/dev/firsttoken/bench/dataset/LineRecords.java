package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records of JSON Lines. Each line's fields tell its kind: ours and vLLM's have {@code prompt} or
 * {@code messages}, AIPerf's {@code text} or {@code texts}, ShareGPT's {@code conversations}.
 */
final class LineRecords implements RecordReader {
  /** Length of the response in vLLM's data sets. */
  private static final String OUTPUT_TOKENS = "output_tokens";

  /** Fields of which one makes a line a prompt, whatever others it has. */
  private static final Set<String> PROMPTS = Set.of("prompt", "messages", "text", "texts");

  private final LineReader reader;
  private final PromptParser promptParser;
  private final TokenRange range;
  private final ConversationFilter filter;

  LineRecords(InputStream in, LineRules rules, ConversationFilter filter) {
    this.reader = new LineReader(in, Integer.MAX_VALUE);
    this.promptParser = new PromptParser(reader, rules);
    this.range = rules.range();
    this.filter = filter;
  }

  @Override
  public @Nullable Candidate next() throws IOException {
    String line = reader.readLine();
    if (line == null) {
      return null;
    }
    Set<String> names = fieldNames(line);
    boolean isConversation =
        names.contains(ShareGptConversation.FIELD) && PROMPTS.stream().noneMatch(names::contains);
    return isConversation ? parseConversation(line) : new Candidate.Given(parse(line, names));
  }

  private Prompt parse(String line, Set<String> names) throws IOException {
    if (names.contains("prompt") || names.contains("messages")) {
      return withOutputTokens(promptParser.parse(line));
    }
    if (names.contains("text") || names.contains("texts")) {
      return AiperfLine.parse(reader, line, range);
    }
    if (names.contains("turns")) {
      throw reader.invalid(
          "has \"turns\": AIPerf's conversations of several turns are not supported. Write the"
              + " turns as \"messages\", or use --turns");
    }
    if (!names.isEmpty()) {
      throw reader.invalid(
          "has none of \"prompt\", \"messages\", \"text\" and \"conversations\": "
              + LineReader.excerpt(line));
    }
    return promptParser.parse(line); // says what is wrong with it
  }

  /** Returns the names of an object's fields; none if the line is not an object. */
  private Set<String> fieldNames(String line) {
    Set<String> names = new HashSet<>();
    try (JsonParser in = JsonTokens.JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return Set.of();
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        names.add(in.currentName());
        in.nextToken();
        in.skipChildren();
      }
      if (in.nextToken() != null) {
        throw reader.invalid("has text after its JSON object; put one JSON object on each line");
      }
      return names;
    } catch (StreamConstraintsException e) {
      throw reader.invalid(JsonTokens.beyondLimit(e));
    } catch (IOException e) {
      return Set.of();
    }
  }

  private Prompt withOutputTokens(Prompt prompt) {
    String value = prompt.fields().get(OUTPUT_TOKENS);
    if (value == null) {
      return prompt;
    }
    Map<String, String> sent = new LinkedHashMap<>(prompt.fields());
    sent.remove(OUTPUT_TOKENS);
    Integer tokens = range.parse(value);
    if (tokens == null) {
      throw reader.invalid(
          "\"%s\" %s: %s".formatted(OUTPUT_TOKENS, range, LineReader.excerpt(value)));
    }
    return prompt.with(sent, new Prompt.Lengths(null, tokens));
  }

  private Candidate parseConversation(String line) throws IOException {
    try (JsonParser in = JsonTokens.JSON.createParser(line)) {
      in.nextToken();
      return filter.candidate(
          reader.lineNumber(), ShareGptConversation.parse(in, reason -> reader.invalid(reason)));
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
