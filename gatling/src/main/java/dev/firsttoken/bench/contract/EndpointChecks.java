package dev.firsttoken.bench.contract;

import static java.util.Objects.requireNonNull;

import dev.firsttoken.bench.load.requests.ChatRequestEncoder;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RequestOptions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether the bench can measure an endpoint, for any server of OpenAI's API. They send two
 * requests with the same prompt.
 */
public final class EndpointChecks {
  private final ContractClient client;
  private final URI chatUrl;
  private final RequestOptions requestOptions;

  /** Responses so far: the list of models, and two streams. */
  private @Nullable HttpResponse<TimedBody> models;

  private @Nullable HttpResponse<TimedBody> first;
  private @Nullable HttpResponse<TimedBody> second;

  private EndpointChecks(ContractClient client, Options options) {
    this.client = client;
    this.chatUrl = options.target().chatUrl();
    this.requestOptions = options.requestOptions();
  }

  /**
   * Runs the checks up to the first one without which the others mean nothing.
   *
   * @param onResult is called after each check
   */
  public static List<CheckResult> run(Options options, Consumer<CheckResult> onResult) {
    CheckRunner runner = new CheckRunner(options.target().secrets(), onResult);
    try (ContractClient client = new ContractClient(options.target())) {
      new EndpointChecks(client, options).run(runner);
    }
    return runner.results();
  }

  private void run(CheckRunner runner) {
    if (!runner.run("reachable", this::checkReachable)) {
      return;
    }
    runner.run("models", () -> ModelsCheck.check(models, requestOptions.model()));
    if (!runner.run("streamed response", this::checkStream)) {
      return;
    }
    runner.run("end of the stream", () -> checkDone(requireNonNull(first).body()));
    runner.run("usage", () -> checkUsage(requireNonNull(first).body()));
    if (runner.run("kept connection", () -> checkConnection(requireNonNull(first)))) {
      runner.run("prompt cache", () -> checkPromptCache(requireNonNull(second).body()));
    }
  }

  /** Any response will do, even an error. */
  private CheckResult checkReachable() {
    URI modelsUrl = ModelsCheck.url(chatUrl);
    URI url = modelsUrl == null ? chatUrl : modelsUrl;
    HttpResponse<TimedBody> response = client.get(url);
    models = modelsUrl == null ? null : response;
    return CheckResult.pass("reachable", "HTTP %d from %s".formatted(response.statusCode(), url));
  }

  private CheckResult checkStream() {
    HttpResponse<TimedBody> response = postChat();
    first = response;
    return StreamCheck.check(response);
  }

  private HttpResponse<TimedBody> postChat() {
    return client.postChat(ChatRequestEncoder.encodeBody(requestOptions, true));
  }

  private static CheckResult checkDone(TimedBody body) {
    String last = body.events().getLast();
    return last.equals("[DONE]")
        ? CheckResult.pass("end of the stream", "data: [DONE]")
        : CheckResult.fail(
            "end of the stream",
            "no data: [DONE], so every request counts as failed (no_done). The last event is "
                + TimedBody.excerpt(last));
  }

  private static CheckResult checkUsage(TimedBody body) {
    ScannedStream stream = ScannedStream.of(body);
    return stream.completionTokens() >= 0
        ? CheckResult.pass(
            "usage",
            "%s prompt tokens, %d output tokens"
                .formatted(
                    stream.promptTokens() < 0 ? "unknown" : stream.promptTokens(),
                    stream.completionTokens()))
        : CheckResult.warn(
            "usage",
            "none, although stream_options.include_usage asks for it: each content event counts as"
                + " one token. Count them with --tokenizer=o200k_base");
  }

  private CheckResult checkConnection(HttpResponse<TimedBody> earlier) {
    HttpResponse<TimedBody> response = postChat();
    second = response;
    if (response.statusCode() != 200) {
      throw new ContractViolation(
          "the second request failed: " + StreamCheck.describeError(response));
    }
    return earlier.connectionLabel().equals(response.connectionLabel())
        ? CheckResult.pass("kept connection", "the second request used the first one's")
        : CheckResult.warn(
            "kept connection",
            "the server closes it after a response, so each request opens one, and TTFT has the"
                + " time for that in it. Let the server keep connections, or compare `connect` in"
                + " the result");
  }

  private static CheckResult checkPromptCache(TimedBody body) {
    ScannedStream stream = ScannedStream.of(body);
    String total = stream.promptTokens() < 0 ? "" : " of " + stream.promptTokens();
    return stream.cachedTokens() <= 0
        ? CheckResult.pass("prompt cache", "no cached tokens reported for a repeated prompt")
        : CheckResult.warn(
            "prompt cache",
            "%d%s prompt tokens of a repeated prompt came from it, which shortens TTFT. Send"
                    .formatted(stream.cachedTokens(), total)
                + " different prompts with --unique-prefix or --prompts=FILE");
  }
}
