package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.dataset.LineRules;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.TokenRange;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.JsonPatch;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of each API, as bytes. */
class EndpointBodyTest {
  private static final Target TARGET =
      new Target(URI.create("http://h/x"), true, Duration.ofSeconds(1), "sk-1", null);

  @TempDir Path dir;

  private static RequestOptions options(
      Endpoint endpoint, boolean stream, @Nullable Integer maxTokens) {
    return new RequestOptions(
        "m",
        "say \"hi\"",
        maxTokens,
        Map.of("frames", 5),
        new BodyOptions(JsonPatch.NONE, "max_tokens", endpoint, stream));
  }

  private static String request(RequestOptions options, WorkloadOptions workload) {
    ByteBuf bytes = RequestSource.of(TARGET, options, workload, 1).next().bytes();
    try {
      return bytes.toString(UTF_8);
    } finally {
      bytes.release();
    }
  }

  private static String body(RequestOptions options, WorkloadOptions workload) {
    String request = request(options, workload);
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COMPLETIONS|true|7|{\"model\":\"m\",\"prompt\":\"say \\\"hi\\\"\",\"stream\":true,"
            + "\"stream_options\":{\"include_usage\":true},\"max_tokens\":7}",
        "COMPLETIONS|false|7|{\"model\":\"m\",\"prompt\":\"say \\\"hi\\\"\",\"stream\":false,"
            + "\"max_tokens\":7}",
        "RESPONSES|true|7|{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":"
            + "\"say \\\"hi\\\"\"}],\"stream\":true,\"max_output_tokens\":7}",
        "MESSAGES|true|7|{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
            + "\"say \\\"hi\\\"\"}],\"stream\":true,\"max_tokens\":7}",
        "MESSAGES|false||{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
            + "\"say \\\"hi\\\"\"}],\"stream\":false,\"max_tokens\":1024}",
        "EMBEDDINGS|false|7|{\"model\":\"m\",\"input\":\"say \\\"hi\\\"\"}",
        "CHAT|false||{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
            + "\"say \\\"hi\\\"\"}],\"stream\":false,\"frames\":5,\"stamp\":true}"
      })
  void bodyIsThatOfTheApi(
      Endpoint endpoint, boolean stream, @Nullable Integer maxTokens, String json) {
    assertThat(body(options(endpoint, stream, maxTokens), WorkloadOptions.DEFAULT)).isEqualTo(json);
  }

  @ParameterizedTest
  @EnumSource
  void headersAreThoseOfTheApi(Endpoint endpoint) {
    boolean isMessages = endpoint == Endpoint.MESSAGES;
    String request =
        request(options(endpoint, endpoint.isStreamable(), null), WorkloadOptions.DEFAULT)
            .toLowerCase(java.util.Locale.ROOT);
    assertThat(request).contains("authorization: bearer sk-1\r\n");
    assertThat(request.contains("x-api-key: sk-1\r\n")).isEqualTo(isMessages);
    assertThat(request.contains("anthropic-version: 2023-06-01\r\n")).isEqualTo(isMessages);
    assertThat(request)
        .contains(
            endpoint.isStreamable()
                ? "accept: text/event-stream\r\n"
                : "accept: application/json\r\n");
  }

  @ParameterizedTest
  @EnumSource
  void uniquePrefixStartsTheText(Endpoint endpoint) throws JsonProcessingException {
    WorkloadOptions unique = new WorkloadOptions(null, null, 1, true, null);
    String text =
        new ObjectMapper()
            .readTree(body(options(endpoint, false, 7), unique))
            .findValuesAsText(endpoint.takesMessages() ? "content" : inputName(endpoint))
            .getFirst();
    assertThat(text).matches("[0-9a-f]{16} say \"hi\"");
  }

  private static String inputName(Endpoint endpoint) {
    return endpoint == Endpoint.COMPLETIONS ? "prompt" : "input";
  }

  @Test
  void fieldsOfALineAreSentAndOneTextIsTakenFromItsMessage() throws IOException {
    Prompts prompts = prompts("{\"prompt\":\"grü\\u00df\",\"temperature\":0}");
    assertThat(
            body(
                options(Endpoint.COMPLETIONS, false, null),
                new WorkloadOptions(prompts, null, 1, false, null)))
        .isEqualTo("{\"model\":\"m\",\"prompt\":\"grüß\",\"stream\":false,\"temperature\":0}");
  }

  @Test
  void lineOfSeveralMessagesIsNoText() throws IOException {
    Prompts prompts =
        prompts(
            "{\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                + "{\"role\":\"user\",\"content\":\"u\"}]}");
    WorkloadOptions workload = new WorkloadOptions(prompts, null, 1, false, null);

    assertThatThrownBy(() -> body(options(Endpoint.EMBEDDINGS, false, null), workload))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a request of --endpoint=embeddings has one text, and line 1 of the prompts has"
                + " messages");
    assertThat(body(options(Endpoint.RESPONSES, true, null), workload))
        .contains("\"input\":[{\"role\":\"system\"");
  }

  private String messagesBody(String line, boolean unique) throws IOException {
    return body(
        options(Endpoint.MESSAGES, false, 7),
        new WorkloadOptions(prompts(line), null, 1, unique, null));
  }

  @Test
  void systemMessagesOfALineBecomeTheFieldOfTheMessagesApi() throws IOException {
    String user = "{\"role\": \"user\", \"content\": \"a 1.50\", \"x\": 1.50}";
    String system = "{\"role\":\"system\",\"content\":\"be \\u00e9\"}";
    String developer = "{\"role\":\"developer\",\"content\":[{\"type\":\"text\",\"text\":\"c\"}]}";

    assertThat(messagesBody("{\"messages\":[%s, %s]}".formatted(system, user), false))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":[%s],\"stream\":false,\"max_tokens\":7,\"system\":\"be é\"}"
                .formatted(user));
    assertThat(messagesBody("{\"messages\":[%s,%s,%s]}".formatted(system, user, developer), false))
        .contains("\"messages\":[" + user + "]")
        .endsWith(
            "\"system\":[{\"type\":\"text\",\"text\":\"be"
                + " é\"},{\"type\":\"text\",\"text\":\"c\"}]}");
    assertThat(messagesBody("{\"messages\":[%s, %s]}".formatted(system, user), true))
        .containsPattern("\"content\": \"[0-9a-f]{16} a 1.50\"");
    assertThat(messagesBody("{\"messages\":[%s],\"system\":\"s\"}".formatted(user), false))
        .contains("\"messages\":[" + user + "]")
        .endsWith("\"system\":\"s\"}");
  }

  @Test
  void systemMessagesThatTheMessagesApiCannotTakeAreRefusedWithTheirLine() {
    String system = "{\"role\":\"system\",\"content\":\"s\"}";
    String user = "{\"role\":\"user\",\"content\":\"u\"}";

    assertThatThrownBy(() -> messagesBody("{\"messages\":[" + system + "]}", false))
        .hasMessage("line 1 of the prompts has system messages alone");
    assertThatThrownBy(
            () ->
                messagesBody(
                    "{\"messages\":[%s,%s],\"system\":\"t\"}".formatted(system, user), false))
        .hasMessage(
            "line 1 of the prompts has a system message and the field \"system\"; use one of them");
  }

  private Prompts prompts(String line) throws IOException {
    Path file = Files.writeString(dir.resolve("p.jsonl"), line + "\n");
    return Prompts.read(file, new LineRules(new TokenRange(1, 1_000), true));
  }
}
