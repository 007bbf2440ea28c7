package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.EndRule;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.ResponseOptions;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Lenience;
import dev.firsttoken.bench.summary.RequestTimes;
import dev.firsttoken.bench.summary.TokenSource;
import dev.firsttoken.bench.testing.EndpointResponses;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of other APIs than chat, of no stream, and of servers that differ. */
class EndpointUserTest {
  private static final ResponseOptions WHOLE = new ResponseOptions(true, EndRule.DONE, false);
  private static final ResponseOptions FINISH = new ResponseOptions(false, EndRule.FINISH, false);
  private static final ResponseOptions ANY_TYPE = new ResponseOptions(false, EndRule.DONE, true);
  private static final WorkloadOptions COUNTED =
      new WorkloadOptions(null, null, 1, false, TokenizerName.O200K_BASE);

  private static Sample send(String response, Endpoint endpoint, ResponseOptions options) {
    return send(response, endpoint, options, WorkloadOptions.DEFAULT);
  }

  private static Sample send(
      String response,
      Endpoint endpoint,
      ResponseOptions options,
      WorkloadOptions workloadOptions) {
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user = new SingleUser(server.baseUrl(), endpoint, options, workloadOptions)) {
      return user.send();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "EMBEDDINGS", mode = EnumSource.Mode.EXCLUDE)
  void streamOfEachApiIsCountedEventByEvent(Endpoint endpoint) {
    Sample sample =
        send(EndpointResponses.streamed(endpoint), endpoint, ResponseOptions.STRICT, COUNTED);

    assertThat(sample.outcome()).as("%s", sample.detail()).isEqualTo(Outcome.OK);
    assertThat(sample.eventNanos()).hasSize(2);
    assertThat(sample.firstOutputIndex()).isZero();
    assertThat(sample.completionTokens()).isEqualTo(2);
    assertThat(sample.promptTokens()).isEqualTo(3);
    assertThat(sample.textTokens()).as("of \"two words\"").isEqualTo(2);
    assertThat(sample.lenience()).isEqualTo(Lenience.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT, [DONE]",
    "COMPLETIONS, [DONE]",
    "RESPONSES, response.completed",
    "MESSAGES, message_stop"
  })
  void streamWithoutTheLastEventOfItsApiFailsAndNamesIt(Endpoint endpoint, String lastEvent) {
    int events = EndpointResponses.events(endpoint).length;
    Sample sample =
        send(EndpointResponses.streamed(endpoint, events - 1), endpoint, ResponseOptions.STRICT);

    assertThat(sample.outcome()).isEqualTo(Outcome.NO_DONE);
    assertThat(sample.detail())
        .contains("the stream ended without " + lastEvent + ", after 2 content events");
    assertThat(String.valueOf(sample.detail()).contains("--end=finish"))
        .as("%s", sample.detail())
        .isEqualTo(endpoint != Endpoint.RESPONSES);
  }

  @ParameterizedTest
  @EnumSource(names = {"CHAT", "COMPLETIONS", "MESSAGES"})
  void cleanEndAfterAFinishReasonCountsIfAllowed(Endpoint endpoint) {
    int events = EndpointResponses.events(endpoint).length;
    Sample sample = send(EndpointResponses.streamed(endpoint, events - 1), endpoint, FINISH);

    assertThat(sample.outcome()).as("%s", sample.detail()).isEqualTo(Outcome.OK);
    assertThat(sample.lenience()).isEqualTo(new Lenience(true, false));
    assertThat(send(EndpointResponses.streamed(endpoint), endpoint, FINISH).lenience())
        .isEqualTo(Lenience.NONE);
  }

  @ParameterizedTest
  @CsvSource({"CHAT, message_stop", "COMPLETIONS, response.completed", "MESSAGES, [DONE]"})
  void lastEventOfAnotherApiEndsNoStream(Endpoint endpoint, String other) {
    String[] events = EndpointResponses.events(endpoint);
    events[events.length - 1] =
        other.equals("[DONE]") ? DONE : "data: {\"type\":\"" + other + "\"}\n\n";
    Sample sample = send(stream(events), endpoint, ResponseOptions.STRICT, COUNTED);

    assertThat(sample.outcome()).isEqualTo(Outcome.NO_DONE);
    assertThat(sample.detail()).contains("the stream ended without " + endpoint.lastEvent());
  }

  @Test
  void streamWithoutAFinishReasonFailsWhateverIsAllowed() {
    Sample sample = send(EndpointResponses.streamed(Endpoint.CHAT, 3), Endpoint.CHAT, FINISH);

    assertThat(sample.outcome()).isEqualTo(Outcome.NO_DONE);
    assertThat(sample.detail()).doesNotContain("--end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain; charset=utf-8", "x"})
  void streamOfAnotherTypeFailsAndNamesTheFlagThatReadsIt(String type) {
    String response = EndpointResponses.streamed(Endpoint.CHAT).replace("text/event-stream", type);
    Sample strict = send(response, Endpoint.CHAT, ResponseOptions.STRICT);
    Sample lenient = send(response, Endpoint.CHAT, ANY_TYPE);

    assertThat(strict.outcome()).isEqualTo(Outcome.NOT_A_STREAM);
    assertThat(strict.detail()).contains("content-type " + type, "--any-content-type");
    assertThat(lenient.outcome()).as("%s", lenient.detail()).isEqualTo(Outcome.OK);
    assertThat(lenient.eventNanos()).hasSize(2);
    assertThat(lenient.lenience()).isEqualTo(new Lenience(false, true));
  }

  @Test
  void adviceOnAStreamOfAnotherTypeStandsBeforeAShortQuoteOfIt() {
    String response =
        EndpointResponses.streamed(Endpoint.CHAT).replace("text/event-stream", "text/plain");
    String detail = send(response, Endpoint.CHAT, ResponseOptions.STRICT).detail();

    assertThat(detail)
        .containsPattern(
            "content-type text/plain\\. The body looks like an event stream: --any-content-type"
                + " reads it\\. The body begins with data: .{94}…$");
  }

  @Test
  void adviceOnAStreamOfAnotherTypeIsWholeHoweverLongTheUrlIs() {
    String response =
        EndpointResponses.streamed(Endpoint.CHAT).replace("text/event-stream", "text/plain");
    try (ScriptedServer server = ScriptedServer.responding(response.getBytes(UTF_8));
        SingleUser user =
            new SingleUser(
                server.baseUrl() + "/" + "x".repeat(1_000),
                Endpoint.CHAT,
                ResponseOptions.STRICT)) {
      assertThat(user.send().detail())
          .contains("x…. The body looks like an event stream: --any-content-type reads it. The");
    }
  }

  @Test
  void quoteOfABodyIsNotCutInsideACharacter() {
    String body = "data: " + "x".repeat(93) + "\ud83d\ude00 and more";
    String response = plain("200 OK", "text/plain", body);

    assertThat(send(response, Endpoint.CHAT, ResponseOptions.STRICT).detail())
        .endsWith("The body begins with data: " + "x".repeat(93) + "…");
  }

  @Test
  void bodyWithoutEventsIsNoStreamWhateverIsAllowed() {
    String error = plain("200 OK", "application/json", "{\"message\":\"no such model\"}");
    Sample sample = send(error, Endpoint.CHAT, ANY_TYPE);

    assertThat(sample.outcome()).isEqualTo(Outcome.NOT_A_STREAM);
    assertThat(sample.detail()).contains("no such model");
    assertThat(sample.lenience()).isEqualTo(Lenience.NONE);
  }

  @Test
  void serverThatDoesNotStreamIsToldApartFromAnError() {
    Sample whole =
        send(EndpointResponses.whole(Endpoint.CHAT), Endpoint.CHAT, ResponseOptions.STRICT);
    assertThat(whole.detail())
        .contains("--no-stream measures whole responses. The body begins with {\"choices\"");
    String error = plain("200 OK", "application/json", "{\"error\":{\"message\":\"busy\"}}");
    assertThat(send(error, Endpoint.CHAT, ResponseOptions.STRICT).detail())
        .contains("busy")
        .doesNotContain("--no-stream");
  }

  @ParameterizedTest
  @EnumSource
  void wholeResponseOfEachApiHasTokensAndNoEvents(Endpoint endpoint) {
    Sample sample = send(EndpointResponses.whole(endpoint), endpoint, WHOLE, COUNTED);

    assertThat(sample.outcome()).as("%s", sample.detail()).isEqualTo(Outcome.OK);
    assertThat(sample.eventNanos()).isEmpty();
    assertThat(sample.firstOutputIndex()).isEqualTo(-1);
    assertThat(sample.headersNanos()).isBetween(sample.sendNanos(), sample.endNanos());
    assertThat(sample.promptTokens()).isEqualTo(3);
    boolean hasText = endpoint != Endpoint.EMBEDDINGS;
    assertThat(sample.completionTokens()).isEqualTo(hasText ? 2 : 0);
    assertThat(sample.textTokens()).isEqualTo(hasText ? 2 : Sample.NONE);
  }

  @ParameterizedTest
  @EnumSource
  void wholeResponseOfAnotherApiFails(Endpoint endpoint) {
    for (Endpoint other : Endpoint.values()) {
      boolean haveOneForm =
          Stream.of(endpoint, other)
              .allMatch(api -> api == Endpoint.CHAT || api == Endpoint.COMPLETIONS);
      if (endpoint != other && !haveOneForm) {
        Sample sample = send(EndpointResponses.whole(other), endpoint, WHOLE);
        assertThat(sample.outcome()).as("body of %s", other).isEqualTo(Outcome.NOT_A_RESPONSE);
        assertThat(sample.detail()).contains("the body is no response of " + endpoint.label());
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'status':'completed','incomplete_details':null | completed",
        "'incomplete_details':{'reason':'max_output_tokens'},'status':'incomplete'"
            + " | max_output_tokens",
        "'status':'incomplete','incomplete_details':{'reason':'content_filter'} | content_filter",
        "'status':'incomplete' | incomplete"
      })
  void statusOfTheResponsesApiIsAFinishReason(String fields, String reason) {
    String json = fields.replace('\'', '"');
    String body = EndpointResponses.json(Endpoint.RESPONSES).replaceFirst("\\{", "{" + json + ",");
    String whole = plain("200 OK", "application/json", body);
    String[] events = EndpointResponses.events(Endpoint.RESPONSES);
    events[0] = events[0].replace("\"response\":{", "\"response\":{\"status\":\"in_progress\",");
    int last = events.length - 1;
    events[last] = events[last].replace("\"response\":{", "\"response\":{" + json + ",");

    assertThat(send(whole, Endpoint.RESPONSES, WHOLE).finishReason()).isEqualTo(reason);
    assertThat(send(stream(events), Endpoint.RESPONSES, ResponseOptions.STRICT).finishReason())
        .isEqualTo(reason);
    Sample cut = send(stream(Arrays.copyOf(events, last)), Endpoint.RESPONSES, FINISH);
    assertThat(cut.outcome()).isEqualTo(Outcome.NO_DONE);
    assertThat(cut.finishReason()).isNull();
  }

  @Test
  void usageOfThePromptAloneLeavesTheOutputToTheTokenizer() {
    String json =
        "{\"choices\":[{\"message\":{\"content\":\"two words\"}}],\"usage\":{\"prompt_tokens\":3}}";
    String response = plain("200 OK", "application/json", json);

    Sample counted = send(response, Endpoint.CHAT, WHOLE, COUNTED);
    assertThat(counted.promptTokens()).isEqualTo(3);
    assertThat(counted.completionTokens()).isEqualTo(Sample.NONE);
    RequestTimes times = RequestTimes.of(counted, RequestKind.WHOLE);
    assertThat(times.tokenSource()).isEqualTo(TokenSource.TOKENIZER);
    assertThat(times.tokens()).isEqualTo(2);

    Sample uncounted = send(response, Endpoint.CHAT, WHOLE);
    assertThat(RequestTimes.of(uncounted, RequestKind.WHOLE).tokenSource())
        .as("unknown, because there are no events")
        .isEqualTo(TokenSource.EVENTS);
    Sample embedding =
        send(EndpointResponses.whole(Endpoint.EMBEDDINGS), Endpoint.EMBEDDINGS, WHOLE);
    assertThat(RequestTimes.of(embedding, RequestKind.WHOLE).tokenSource())
        .isEqualTo(TokenSource.USAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|NOT_A_RESPONSE|the body is no response of chat",
        "{\"choices\":[|NOT_A_RESPONSE|the body is no response of chat",
        "{\"error\":{\"message\":\"busy\"}}|ERROR_EVENT|busy",
        "{\"choices\":[{\"finish_reason\":\"abort\"}]}|GENERATION_FAILED|abort"
      })
  void wholeResponseThatIsNoneFails(String json, Outcome outcome, String detail) {
    Sample sample = send(plain("200 OK", "application/json", json), Endpoint.CHAT, WHOLE);

    assertThat(sample.outcome()).isEqualTo(outcome);
    assertThat(sample.detail()).contains(detail);
  }

  @Test
  void wholeResponseThatIsStreamedFails() {
    Sample sample = send(EndpointResponses.streamed(Endpoint.CHAT), Endpoint.CHAT, WHOLE);

    assertThat(sample.outcome()).isEqualTo(Outcome.NOT_A_RESPONSE);
    assertThat(sample.detail()).contains("content-type text/event-stream");
  }

  @Test
  void responseOfAnotherApiIsNoEmbedding() {
    Sample sample = send(EndpointResponses.whole(Endpoint.CHAT), Endpoint.EMBEDDINGS, WHOLE);

    assertThat(sample.outcome()).isEqualTo(Outcome.NOT_A_RESPONSE);
  }

  @Test
  void errorEventOfTheMessagesApiFailsWithItsWords() {
    String[] events = EndpointResponses.events(Endpoint.MESSAGES);
    String error =
        "event: error\n"
            + "data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":"
            + "\"Overloaded\"}}\n\n";
    for (int count : new int[] {0, 5, events.length - 1}) {
      String[] some = Arrays.copyOf(events, count + 1);
      some[count] = error;
      Sample sample = send(stream(some), Endpoint.MESSAGES, FINISH);

      assertThat(sample.outcome()).as("after %d events", count).isEqualTo(Outcome.ERROR_EVENT);
      assertThat(sample.detail()).contains("the stream contains an error: Overloaded");
    }
  }

  @Test
  void nameOfAToolStartsAMessage() {
    String name =
        "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\","
            + "\"name\":\"f\",\"input\":{}}}\n\n";
    String stop = "data: {\"type\":\"message_stop\"}\n\n";
    Sample sample = send(stream(name, stop, DONE), Endpoint.MESSAGES, ResponseOptions.STRICT);

    assertThat(sample.outcome()).as("%s", sample.detail()).isEqualTo(Outcome.OK);
    assertThat(sample.toolCallEvents()).isEqualTo(1);
    assertThat(sample.eventNanos()).hasSize(1);
  }
}
