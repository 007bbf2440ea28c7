package dev.firsttoken.bench.dataset;

import dev.firsttoken.bench.dataset.Trace.Recorded;
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
 * A table like Azure's LLM inference traces: {@code TIMESTAMP,ContextTokens,GeneratedTokens}, with
 * times like {@code 2023-11-16 18:17:03.9799600}, of UTC where they name no offset.
 */
final class CsvTraceParser {
  private static final String HEAD = "TIMESTAMP,ContextTokens,GeneratedTokens";
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffsetId()
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private final LineReader lines;
  private final int columns;
  private final int time;
  private final int input;
  private final int output;

  private CsvTraceParser(LineReader lines, List<String> names) {
    this.lines = lines;
    this.columns = names.size();
    this.time = names.indexOf("timestamp");
    this.input = names.indexOf("contexttokens");
    this.output = names.indexOf("generatedtokens");
  }

  /** By the file's first line, which names the columns in any order and case. */
  static CsvTraceParser headed(LineReader lines, String head) {
    CsvTraceParser table = new CsvTraceParser(lines, fields(head.toLowerCase(Locale.ROOT)));
    if (table.time < 0 || table.input < 0 || table.output < 0) {
      throw lines.bad(
          "must be a JSON object or begin with the head %s: %s"
              .formatted(HEAD, LineReader.excerpt(head)));
    }
    return table;
  }

  private static List<String> fields(String line) {
    return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
  }

  Recorded read(String line) {
    List<String> fields = fields(line);
    if (fields.size() != columns) {
      throw lines.bad(
          "must have %d fields as the head has: %s".formatted(columns, LineReader.excerpt(line)));
    }
    return new Recorded(
        nanos(fields.get(time)),
        tokens("ContextTokens", fields.get(input)),
        tokens("GeneratedTokens", fields.get(output)));
  }

  private BigDecimal nanos(String text) {
    try {
      TemporalAccessor read = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      Instant instant =
          read instanceof OffsetDateTime at
              ? at.toInstant()
              : LocalDateTime.from(read).toInstant(ZoneOffset.UTC);
      return BigDecimal.valueOf(instant.getEpochSecond())
          .movePointRight(9)
          .add(BigDecimal.valueOf(instant.getNano()));
    } catch (DateTimeException e) {
      throw lines.bad(
          "TIMESTAMP must be a time like 2023-11-16 18:17:03.97: " + LineReader.excerpt(text));
    }
  }

  private int tokens(String name, String text) {
    try {
      int tokens = Integer.parseInt(text);
      if (tokens >= 0 && tokens <= Trace.MOST_TOKENS) {
        return tokens;
      }
    } catch (NumberFormatException e) {
      throw bad(name, text);
    }
    throw bad(name, text);
  }

  private IllegalArgumentException bad(String name, String text) {
    return lines.bad(
        "%s must be a whole number from 0 to %,d: %s"
            .formatted(name, Trace.MOST_TOKENS, LineReader.excerpt(text)));
  }
}
