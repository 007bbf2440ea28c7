package dev.firsttoken.bench.contract;

import static dev.firsttoken.bench.testing.ChatResponses.CONTENT;
import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.ERROR;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STOP;
import static dev.firsttoken.bench.testing.ChatResponses.STREAM_HEADERS;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.chunk;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EndpointChecksTest {
  private static final String TWO_MODELS =
      plain("200 OK", "application/json", "{\"data\":[{\"id\":\"a\"},{\"id\":\"b\"}]}");
  private static final String ONE_MODEL =
      plain("200 OK", "application/json", "{\"data\":[{\"id\":\"a\"}]}");

  /** Lines of all checks against a server that keeps its connections. */
  private static List<String> check(String models, String chat, Setting... flags) {
    return check(
        peer -> {
          for (Peer.Request next = peer.readRequest(); next != null; next = peer.readRequest()) {
            peer.send(next.headers().startsWith("GET ") ? models : chat);
          }
        },
        flags);
  }

  private static List<String> check(ScriptedServer.Script script, Setting... flags) {
    try (ScriptedServer server = ScriptedServer.running(script)) {
      Map<Setting, String> settings = new EnumMap<>(Setting.class);
      for (Setting flag : flags) {
        settings.put(flag, value(flag));
      }
      return run(server.baseUrl() + "/v1", settings);
    }
  }

  private static String value(Setting flag) {
    return switch (flag) {
      case TIMEOUT -> "300ms";
      case API_KEY -> "sk-secret";
      case MAX_TOKENS -> "8";
      default -> "b";
    };
  }

  private static List<String> run(String baseUrl, Map<Setting, String> flags) {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.putAll(flags);
    settings.put(Setting.BASE_URL, baseUrl);
    Options options = Options.from(Command.SMOKE, RawOptions.fromFlags(settings, Map.of()));
    return EndpointChecks.run(options, result -> {}).stream()
        .map(result -> "%s %s: %s".formatted(result.verdict(), result.name(), result.detail()))
        .toList();
  }

  @Test
  void soundServerPassesEveryCheck() {
    List<String> lines = check(ONE_MODEL, goodStream());

    assertThat(lines).hasSize(7).allMatch(line -> line.startsWith("PASS "));
    assertThat(lines)
        .contains(
            "PASS models: the server has a",
            "PASS usage: 3 prompt tokens, 2 output tokens",
            "PASS kept connection: the second request used the first one's");
  }

  @Test
  void modelThatIsUnclearIsAWarningWithTheWayOut() {
    assertThat(check(TWO_MODELS, goodStream()))
        .contains("WARN models: the server has 2: a, b; the requests name none. Add --model=a");
    assertThat(check(TWO_MODELS, goodStream(), Setting.MODEL))
        .contains("PASS models: the server has b");
    assertThat(check(ONE_MODEL, goodStream(), Setting.MODEL))
        .contains("WARN models: the server has a, and not --model=b. Check its name");
    assertThat(check(plain("404 Not Found", "text/plain", ""), goodStream()))
        .anyMatch(line -> line.startsWith("WARN models: /v1/models lists none (HTTP 404)"));
  }

  @Test
  void errorOfTheServerIsShownWithTheUrlAndTheWayOut() {
    assertThat(check(ONE_MODEL, plain("401 Unauthorized", "application/json", "{\"e\":1}")))
        .last()
        .asString()
        .startsWith("FAIL streamed response: HTTP 401 from http://127.0.0.1:")
        .endsWith(
            "/v1/chat/completions: {\"e\":1}. No key was sent: give the server's key in"
                + " LLM_API_KEY or --api-key");
    assertThat(check(ONE_MODEL, plain("404 Not Found", "text/plain", "no")))
        .last()
        .asString()
        .endsWith("Check --base-url, which ends in /v1 at most servers, and --model");
    assertThat(check(plain("403 Forbidden", "text/plain", "no"), goodStream()))
        .anyMatch(line -> line.startsWith("FAIL models: HTTP 403"));
  }

  @Test
  void keyThatIsRefusedIsNotAKeyThatIsMissing() {
    String refusal =
        plain(
            "401 Unauthorized",
            "application/json",
            "{\"error\":{\"message\":\"Incorrect API key provided: sk-secret\",\"type\":\"x\"}}");

    assertThat(check(ONE_MODEL, refusal, Setting.API_KEY))
        .last()
        .asString()
        .endsWith(
            ": Incorrect API key provided: ***. The server refused the key that was sent: check"
                + " LLM_API_KEY or --api-key");
    assertThat(check(ONE_MODEL, refusal))
        .last()
        .asString()
        .endsWith(". No key was sent: give the server's key in LLM_API_KEY or --api-key");
  }

  @Test
  void limitIsSentAsASweepSendsIt() {
    String refusal =
        plain(
            "400 Bad Request",
            "application/json",
            "{\"error\":{\"message\":\"Unsupported: 'max_tokens'. Use 'max_completion_tokens'"
                + " instead.\"}}");
    ScriptedServer.Script strict =
        peer -> {
          for (Peer.Request next = peer.readRequest(); next != null; next = peer.readRequest()) {
            boolean isLimited = next.text().contains("\"max_tokens\":");
            String chat = isLimited ? refusal : goodStream();
            peer.send(next.headers().startsWith("GET ") ? ONE_MODEL : chat);
          }
        };

    assertThat(check(strict, Setting.MAX_TOKENS))
        .last()
        .asString()
        .endsWith(
            "Use 'max_completion_tokens' instead. Send the limit under that name:"
                + " --max-tokens-field=max_completion_tokens");
    assertThat(check(strict)).allMatch(line -> line.startsWith("PASS "));
  }

  @Test
  void urlThatCannotBeCheckedIsNoFailedCheck() {
    assertThatThrownBy(() -> run("https://my_llm:1/v1", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("https://my_llm:1/v1/chat/completions can't be checked: ");
  }

  @Test
  void longErrorIsCutWithAnEllipsis() {
    assertThat(check(ONE_MODEL, plain("500 Oops", "text/plain", "word ".repeat(1_000))))
        .last()
        .asString()
        .endsWith("word word …. See the server's log")
        .hasSizeBetween(400, 600);
  }

  @Test
  void baseUrlWithoutV1IsNamedAsItShouldBe() {
    try (ScriptedServer server =
        ScriptedServer.running(
            peer -> {
              while (peer.readRequest() != null) {
                peer.send(plain("404 Not Found", "text/plain", "404 page not found"));
              }
            })) {
      assertThat(run(server.baseUrl(), Map.of()))
          .last()
          .asString()
          .endsWith("did you mean --base-url=" + server.baseUrl() + "/v1?");
    }
  }

  @Test
  void responseThatIsNoStreamFails() {
    assertThat(check(ONE_MODEL, plain("200 OK", "application/json", "{}")))
        .last()
        .asString()
        .contains("FAIL streamed response: content-type is application/json, expected text/event-");
    assertThat(check(ONE_MODEL, stream(ROLE, STOP, DONE)))
        .last()
        .asString()
        .startsWith("FAIL streamed response: no event has content");
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, ERROR)))
        .last()
        .asString()
        .isEqualTo("FAIL streamed response: the stream has an error: out of memory");
  }

  @Test
  void streamWhoseMeasuredRequestsWouldFailFails() {
    List<String> errors =
        List.of(
            "event: error\n" + data("{\"message\":\"no memory\"}"),
            data("{\"object\":\"error\",\"message\":\"no memory\"}"),
            data("{\"error_code\":50001,\"text\":\"no memory\"}"));
    for (String error : errors) {
      assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, error, DONE)))
          .last()
          .asString()
          .startsWith("FAIL streamed response: the stream has an error: ")
          .contains("no memory");
    }
    String abort = data("{\"choices\":[{\"delta\":{},\"finish_reason\":\"abort\"}]}");
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, abort, USAGE, DONE)))
        .last()
        .asString()
        .startsWith("FAIL streamed response: the stream ends with finish_reason abort");
  }

  @Test
  void contentIsWhatTheLoadCountsAsContent() {
    String none = data("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}");
    assertThat(check(ONE_MODEL, stream(none, STOP, USAGE, DONE)))
        .last()
        .asString()
        .startsWith("FAIL streamed response: no event has content");
    String call =
        data("{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":{\"name\":\"f\"}}]}}]}");
    assertThat(check(ONE_MODEL, stream(none, call, STOP, USAGE, DONE)))
        .anyMatch(line -> line.startsWith("PASS streamed response: 1 content events"));
  }

  @Test
  void streamWithoutItsEndFails() {
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, STOP, USAGE)))
        .anyMatch(line -> line.startsWith("FAIL end of the stream: no data: [DONE]"));
  }

  @Test
  void missingUsageIsAWarning() {
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, STOP, DONE)))
        .anyMatch(line -> line.startsWith("WARN usage: none"));
  }

  @Test
  void streamThatArrivesAtOnceIsAWarning() {
    String events = ROLE + CONTENT.repeat(4) + STOP + USAGE + DONE;
    assertThat(check(ONE_MODEL, plain("200 OK", "text/event-stream", events)))
        .anyMatch(line -> line.contains("they arrive at once"));
  }

  @Test
  void closedConnectionIsAWarning() {
    List<String> lines =
        check(
            peer -> {
              Peer.Request request = peer.readRequest();
              if (request != null) {
                peer.send(request.headers().startsWith("GET ") ? ONE_MODEL : goodStream());
              }
            });
    assertThat(lines)
        .anyMatch(line -> line.startsWith("WARN kept connection: the server closes it"))
        .last()
        .asString()
        .startsWith("PASS prompt cache");
  }

  @Test
  void cachedPromptIsAWarningInEverySpelling() {
    String usage =
        data(
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":8}}}");
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, STOP, usage, DONE)))
        .anyMatch(line -> line.startsWith("WARN prompt cache: 8 of 9 prompt tokens"))
        .last()
        .asString()
        .contains("--unique-prefix");
    String timings = data("{\"choices\":[],\"timings\":{\"cache_n\":2}}");
    assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, STOP, USAGE, timings, DONE)))
        .anyMatch(line -> line.startsWith("WARN prompt cache: 2 of 3 prompt tokens"));
    for (String fields :
        List.of(
            "\"prompt_cache_hit_tokens\":8", "\"input_tokens_details\":{\"cached_tokens\":8}")) {
      String spelling =
          data(
              "{\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,%s}}"
                  .formatted(fields));
      assertThat(check(ONE_MODEL, stream(ROLE, CONTENT, STOP, spelling, DONE)))
          .anyMatch(line -> line.startsWith("WARN prompt cache: 8 of 9 prompt tokens"));
    }
  }

  @Test
  void bodyThatNeverEndsIsAFailureAtTheTimeout() {
    List<String> lines =
        check(
            peer -> {
              Peer.Request request = peer.readRequest();
              if (request != null && request.headers().startsWith("GET ")) {
                peer.send(ONE_MODEL);
                request = peer.readRequest();
              }
              if (request != null) {
                peer.send(STREAM_HEADERS + chunk(ROLE));
                peer.awaitClose();
              }
            },
            Setting.TIMEOUT);
    assertThat(lines)
        .last()
        .asString()
        .startsWith("FAIL streamed response: no complete response from http://127.0.0.1:")
        .endsWith("within --timeout=300 ms");
  }
}
