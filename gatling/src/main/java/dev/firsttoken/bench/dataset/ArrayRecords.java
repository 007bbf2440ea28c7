package dev.firsttoken.bench.dataset;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Conversations of a JSON array, as ShareGPT is published. They are read one at a time. */
final class ArrayRecords implements RecordReader {
  private final RecordBound bound;
  private final JsonParser in;
  private final ConversationFilter filter;
  private int record;
  private boolean ended;

  ArrayRecords(InputStream in, ConversationFilter filter) throws IOException {
    this.bound = new RecordBound(in, LineReader.MAX_LINE_BYTES);
    this.in = JsonTokens.JSON.createParser(bound);
    this.filter = filter;
    this.in.nextToken(); // the begin of the array, by which the format was recognized
  }

  @Override
  public @Nullable Candidate next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      bound.begin();
      record++;
      JsonToken token = in.nextToken();
      if (token == JsonToken.END_ARRAY) {
        checkEnd();
        ended = true;
        return null;
      }
      return filter.candidate(record, ShareGptConversation.parse(in, this::invalid));
    } catch (JsonEOFException e) {
      throw invalid("is cut off: the file ends in it");
    } catch (StreamConstraintsException e) {
      throw invalid(JsonTokens.beyondLimit(e));
    } catch (JsonProcessingException e) {
      throw invalid("is not valid JSON");
    } catch (RecordBound.TooLongException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private void checkEnd() throws IOException {
    if (in.nextToken() != null) {
      throw new IllegalArgumentException(
          "line %d: the file goes on after its array".formatted(in.currentLocation().getLineNr()));
    }
  }

  private IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(
        "record %d (line %d, column %d) %s"
            .formatted(
                record,
                in.currentLocation().getLineNr(),
                in.currentLocation().getColumnNr(),
                reason));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
