package dev.firsttoken.proxy.clients;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client saw of one case, as its script tells it in a line of JSON.
 *
 * @param model the case's model
 * @param tokens of the answer, by its usage; null where it saw none
 * @param error how it told that the answer failed; null where it told of a success
 */
record CaseResult(
    @JsonProperty("case") String model,
    String text,
    String reasoning,
    List<ToolCall> tools,
    @Nullable Long tokens,
    @Nullable Failure error) {
  record ToolCall(String name, String arguments) {}

  record Failure(String type, String message) {
    @Override
    public String toString() {
      return type + ": " + message;
    }
  }
}
