package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file by RFC 4180, whose header names a column {@code prompt}. The length of a
 * response is taken from {@code output_tokens} or else from {@code max_tokens}, a limit; other
 * columns are ignored.
 */
final class CsvRecords implements RecordReader {
  private static final CsvFactory CSV =
      CsvFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private static final String PROMPT = "prompt";

  private final RecordBound bound;
  private final CsvParser in;
  private final TokenRange range;
  private int record;
  private int line = 1;

  CsvRecords(InputStream in, TokenRange range) throws IOException {
    this.bound = new RecordBound(in, LineReader.MAX_LINE_BYTES);
    this.in = CSV.createParser(new InputStreamReader(bound, StandardCharsets.UTF_8.newDecoder()));
    this.in.setSchema(CsvSchema.emptySchema().withHeader());
    this.range = range;
  }

  @Override
  public @Nullable Candidate next() throws IOException {
    try {
      bound.begin();
      record++;
      JsonToken token = in.nextToken();
      if (record == 1) {
        checkHeader();
      }
      line = in.currentLocation().getLineNr();
      return token == null ? null : new Candidate.Given(parse());
    } catch (JsonProcessingException e) {
      throw invalid("is not valid CSV: " + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw invalid("is not valid UTF-8");
    } catch (RecordBound.TooLongException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private void checkHeader() {
    for (CsvSchema.Column column : in.getSchema()) {
      if (name(column.getName()).equals(PROMPT)) {
        return;
      }
    }
    throw new IllegalArgumentException(
        ("line 1: the header has no column \"prompt\": %s. A data set is JSON Lines, a JSON array"
                + " of ShareGPT, or CSV with a column \"prompt\"")
            .formatted(LineReader.excerpt(String.join(",", in.getSchema().getColumnNames()))));
  }

  private Prompt parse() throws IOException {
    String prompt = "";
    Integer outputTokens = null;
    Integer maxTokens = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = name(in.currentName());
      String value = in.nextTextValue();
      switch (name) {
        case PROMPT -> prompt = value == null ? "" : value;
        case "output_tokens" -> outputTokens = parseTokens(name, value);
        case "max_tokens" -> maxTokens = parseTokens(name, value);
        default -> {}
      }
    }
    if (prompt.isEmpty()) {
      throw invalid("has no prompt");
    }
    Prompt parsed = Prompt.ofText(line, prompt, new Prompt.Lengths(null, outputTokens));
    return parsed.withMaxTokens(maxTokens);
  }

  private @Nullable Integer parseTokens(String name, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    Integer tokens = range.parse(value);
    if (tokens == null) {
      throw invalid("%s %s: %s".formatted(name, range, LineReader.excerpt(value)));
    }
    return tokens;
  }

  private static String name(String column) {
    return column.strip().toLowerCase(Locale.ROOT);
  }

  private IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException("row %d (near line %d) %s".formatted(record, line, reason));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
