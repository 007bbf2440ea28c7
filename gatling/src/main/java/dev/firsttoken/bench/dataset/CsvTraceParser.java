package dev.firsttoken.bench.dataset;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Parser of traces in the format of Azure's LLM inference traces: {@code
 * TIMESTAMP,ContextTokens,GeneratedTokens}, with times like {@code 2023-11-16 18:17:03.9799600}. A
 * time without an offset is UTC.
 */
final class CsvTraceParser {
  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";
  private static final DateTimeFormatter TIME_FORMAT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private final LineReader reader;
  private final int columnCount;
  private final int timeColumn;
  private final int inputColumn;
  private final int outputColumn;

  private CsvTraceParser(LineReader reader, List<String> names) {
    this.reader = reader;
    this.columnCount = names.size();
    this.timeColumn = names.indexOf("timestamp");
    this.inputColumn = names.indexOf("contexttokens");
    this.outputColumn = names.indexOf("generatedtokens");
  }

  /**
   * Creates a parser for the columns that the file's first line names, in any order and case.
   *
   * @throws IllegalArgumentException if a column is missing
   */
  static CsvTraceParser fromHeader(LineReader reader, String header) {
    CsvTraceParser parser =
        new CsvTraceParser(reader, splitFields(header.toLowerCase(Locale.ROOT)));
    if (parser.timeColumn < 0 || parser.inputColumn < 0 || parser.outputColumn < 0) {
      throw reader.invalid(
          "must be a JSON object or the header %s: %s"
              .formatted(HEADER, LineReader.excerpt(header)));
    }
    return parser;
  }

  private static List<String> splitFields(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  RecordedRequest parse(String line) {
    List<String> fields = splitFields(line);
    if (fields.size() != columnCount) {
      throw reader.invalid(
          "must have %d fields like the header: %s"
              .formatted(columnCount, LineReader.excerpt(line)));
    }
    return new RecordedRequest(
        parseNanos(fields.get(timeColumn)),
        parseTokens("ContextTokens", fields.get(inputColumn)),
        parseTokens("GeneratedTokens", fields.get(outputColumn)));
  }

  private BigDecimal parseNanos(String text) {
    try {
      TemporalAccessor parsed =
          TIME_FORMAT.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          parsed instanceof OffsetDateTime dateTime
              ? dateTime.toInstant()
              : LocalDateTime.from(parsed).toInstant(ZoneOffset.UTC);
      return BigDecimal.valueOf(instant.getEpochSecond())
          .movePointRight(9)
          .add(BigDecimal.valueOf(instant.getNano()));
    } catch (DateTimeException e) {
      throw reader.invalid(
          "TIMESTAMP must be a time like 2023-11-16 18:17:03.97: " + LineReader.excerpt(text));
    }
  }

  private int parseTokens(String name, String text) {
    try {
      int tokens = Integer.parseInt(text);
      if (tokens >= 0 && tokens <= RecordedRequest.MAX_TOKENS) {
        return tokens;
      }
    } catch (NumberFormatException e) {
      throw invalid(name, text);
    }
    throw invalid(name, text);
  }

  private IllegalArgumentException invalid(String name, String text) {
    return reader.invalid(
        "%s must be a whole number from 0 to %,d: %s"
            .formatted(name, RecordedRequest.MAX_TOKENS, LineReader.excerpt(text)));
  }
}
