package dev.firsttoken.proxy.clients;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Result of one case, which the client's script prints as a line of JSON.
 *
 * @param model model of the case
 * @param tokens completion tokens of the response's usage, or null if it has none
 * @param error error that the library reported, or null if it reported success
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
