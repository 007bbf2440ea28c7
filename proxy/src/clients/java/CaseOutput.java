import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the result of one case and prints it as a line of JSON. */
final class CaseOutput {
  /** Runs one case. The name of the model selects the case in the upstream. */
  interface Client {
    void run(String name, CaseOutput output) throws Exception;
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
  static void runEach(List<String> cases, Client client) throws Exception {
    for (String name : cases) {
      CaseOutput output = new CaseOutput();
      Throwable error = null;
      try {
        client.run(name, output);
      } catch (Exception e) {
        error = e;
      }
      System.out.println(new ObjectMapper().writeValueAsString(output.toMap(name, error)));
    }
  }

  private Map<String, Object> toMap(String name, Throwable error) {
    List<Map<String, String>> tools = new ArrayList<>();
    for (int i = 0; i < toolNames.size(); i++) {
      tools.add(Map.of("name", toolNames.get(i), "arguments", toolArguments.get(i).toString()));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("case", name);
    fields.put("text", text.toString());
    fields.put("reasoning", reasoning.toString());
    fields.put("tools", tools);
    fields.put("tokens", tokens);
    fields.put("error", error == null ? null : describe(error));
    return fields;
  }

  private static Map<String, String> describe(Throwable error) {
    return Map.of("type", error.getClass().getSimpleName(), "message", "" + error.getMessage());
  }
}
