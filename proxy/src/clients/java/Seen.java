import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the result of one case and prints it as a line of JSON. */
final class Seen {
  /** Runs one case. The name of the model selects the case in the upstream. */
  interface Ask {
    void ask(String name, Seen seen) throws Exception;
  }

  final StringBuffer text = new StringBuffer();
  final StringBuffer reasoning = new StringBuffer();
  private final List<String> toolNames = new ArrayList<>();
  private final List<StringBuffer> toolArguments = new ArrayList<>();
  Long tokens;

  /** Appends to a tool call; its first piece has the name. */
  void tool(int index, String name, String arguments) {
    if (index == toolNames.size()) {
      toolNames.add(name);
      toolArguments.add(new StringBuffer());
    }
    toolArguments.get(index).append(arguments);
  }

  /** Runs the cases one after another and prints each result. */
  static void each(List<String> cases, Ask ask) throws Exception {
    for (String name : cases) {
      Seen seen = new Seen();
      Throwable error = null;
      try {
        ask.ask(name, seen);
      } catch (Exception e) {
        error = e;
      }
      System.out.println(new ObjectMapper().writeValueAsString(seen.line(name, error)));
    }
  }

  private Map<String, Object> line(String name, Throwable error) {
    List<Map<String, String>> tools = new ArrayList<>();
    for (int i = 0; i < toolNames.size(); i++) {
      tools.add(Map.of("name", toolNames.get(i), "arguments", toolArguments.get(i).toString()));
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("case", name);
    line.put("text", text.toString());
    line.put("reasoning", reasoning.toString());
    line.put("tools", tools);
    line.put("tokens", tokens);
    line.put("error", error == null ? null : described(error));
    return line;
  }

  private static Map<String, String> described(Throwable error) {
    return Map.of("type", error.getClass().getSimpleName(), "message", "" + error.getMessage());
  }
}
