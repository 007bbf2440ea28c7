import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a client saw of one case, and a line of JSON at the end. */
final class Seen {
  /** Asks for one case: the upstream answers by the model's name, which is the case's. */
  interface Ask {
    void ask(String name, Seen seen) throws Exception;
  }

  final StringBuffer text = new StringBuffer();
  final StringBuffer reasoning = new StringBuffer();
  private final List<String> toolNames = new ArrayList<>();
  private final List<StringBuffer> toolArguments = new ArrayList<>();
  Long tokens;

  /** Adds to the arguments of a tool call, which its first piece names. */
  void tool(int index, String name, String arguments) {
    if (index == toolNames.size()) {
      toolNames.add(name);
      toolArguments.add(new StringBuffer());
    }
    toolArguments.get(index).append(arguments);
  }

  /** Asks for each case in turn and prints what came of it. */
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
