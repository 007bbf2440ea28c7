package dev.firsttoken.bench.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.baselines.LocalPort;
import dev.firsttoken.wire.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Folder of a baseline: server.py on a free port.
 *
 * @param json contents of its target.json
 */
public record TestBaseline(Path folder, LocalPort port, ObjectNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Adds a baseline.
   *
   * @param baselines folder of all baselines
   * @param mode what is special about the server, as server.py knows it
   */
  public static TestBaseline add(Path baselines, String name, String mode) throws IOException {
    Path folder = Files.createDirectories(baselines.resolve(name));
    LocalPort port = new LocalPort(FreePort.find());
    ObjectNode json = JSON.createObjectNode().put("name", name).put("port", port.number());
    json.putArray("needs").addObject().put("command", "python3").put("version", "3");
    json.set("start", JSON.valueToTree(List.of("python3", script(), "{port}", mode)));
    TestBaseline baseline = new TestBaseline(folder, port, json);
    baseline.write();
    return baseline;
  }

  /** Adds steps to prepare it: one shell script. */
  public TestBaseline withPrepare(String script) throws IOException {
    json.set("prepare", JSON.valueToTree(List.of(List.of("sh", "-c", script, "{prepared}"))));
    write();
    return this;
  }

  /** Makes the server print a text, which a shell expands, as the first line of its log. */
  public TestBaseline printing(String text) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "echo \"%s\"; exec \"$@\"".formatted(text), "server"));
    json.get("start").forEach(word -> command.add(word.asText()));
    return with("start", command);
  }

  /** Sets a field of its description. */
  public TestBaseline with(String field, Object value) throws IOException {
    json.set(field, JSON.valueToTree(value));
    write();
    return this;
  }

  private void write() throws IOException {
    Files.writeString(folder.resolve("target.json"), json.toPrettyString());
  }

  private static String script() {
    try {
      URI script = Objects.requireNonNull(LocalPort.class.getResource("server.py")).toURI();
      return Path.of(script).toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends a request and returns the status of the response. */
  public int get(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(port.origin().resolve(path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
