package dev.firsttoken.bench.load.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firsttoken.bench.samples.ControlCharacters;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a server says about an error. The text may be cut anywhere, so it is searched and not
 * parsed.
 */
public final class ErrorMessage {
  private static final JsonFactory JSON = new JsonFactory();

  /** Names of the sentence in the error objects of common servers, the most specific first. */
  private static final List<Pattern> FIELDS =
      List.of(
          textField("message"),
          textField("detail"),
          textField("msg"),
          textField("error_message"),
          textField("error"),
          textField("reason"),
          textField("title"));

  private static final Pattern CODE =
      Pattern.compile("\"code\"\\s*:\\s*(?:\"([^\"]{1,64})\"|([0-9]{1,6})\\b)");

  /** At the end, but not that of an ellipsis. */
  private static final Pattern FULL_STOP = Pattern.compile("(?<!\\.)\\.$");

  private ErrorMessage() {}

  /**
   * Returns the sentence with its code, or the whole text if it has no such field. Its full stop is
   * left out, because it stands inside a sentence of the bench.
   */
  public static String find(String text) {
    for (Pattern field : FIELDS) {
      Matcher matcher = field.matcher(text);
      if (matcher.find()) {
        return withoutFullStop(unescape(matcher.group(1))) + code(text);
      }
    }
    return withoutFullStop(text);
  }

  private static String withoutFullStop(String text) {
    return FULL_STOP.matcher(text).replaceFirst("");
  }

  /** Matches a string that is not empty; its closing quote may be cut off. */
  private static Pattern textField(String name) {
    return Pattern.compile("\"" + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)++)");
  }

  private static String code(String text) {
    Matcher matcher = CODE.matcher(text);
    if (!matcher.find()) {
      return "";
    }
    return " (code " + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1)) + ")";
  }

  private static String unescape(String json) {
    try (JsonParser parser = JSON.createParser('"' + json + '"')) {
      parser.nextToken();
      return ControlCharacters.replace(parser.getText()).strip();
    } catch (IOException e) {
      return json; // half an escape at a cut
    }
  }
}
