package dev.firsttoken.proxy.clients;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.clients.CaseResult.ToolCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each library's report of complete and of broken responses through the proxy. */
@ParameterizedClass
@EnumSource(SdkClient.class)
class RealClientsIT {
  private static @Nullable Session session;

  private final SdkClient sdkClient;

  RealClientsIT(SdkClient sdkClient) {
    this.sdkClient = sdkClient;
  }

  @BeforeParameterizedClassInvocation
  static void runEveryCase(SdkClient sdkClient) {
    session = Session.run(sdkClient);
  }

  private static CaseResult result(Case testCase) {
    return requireNonNull(requireNonNull(session).results().get(testCase));
  }

  private static CaseResult success(Case testCase) {
    CaseResult caseResult = result(testCase);
    assertThat(caseResult.error()).isNull();
    assertThat(caseResult.tokens()).isEqualTo(7);
    assertThat(requests(testCase)).isEqualTo(1);
    return caseResult;
  }

  private static CaseResult.Failure failure(Case testCase) {
    CaseResult.Failure error = result(testCase).error();
    assertThat(error).isNotNull();
    return requireNonNull(error);
  }

  private static long requests(Case testCase) {
    return requireNonNull(requireNonNull(session).requests().get(testCase));
  }

  @Test
  void streamedTextArrivesComplete() {
    assertThat(success(Case.STREAMED).text()).isEqualTo("Hello wörld");
  }

  @Test
  void bufferedResponseArrivesComplete() {
    assertThat(success(Case.BUFFERED).text()).isEqualTo("Hello wörld");
  }

  @Test
  void toolCallArgumentsArriveInParts() {
    assertThat(success(Case.TOOLS).tools())
        .containsExactly(
            new ToolCall("weather", "{\"city\":\"Zürich\"}"),
            new ToolCall("weather", "{\"city\":\"Oslo\"}"));
  }

  @Test
  void reasoningArrivesSeparatelyFromTheText() {
    CaseResult caseResult = success(Case.REASONING);
    assertThat(caseResult.reasoning()).isEqualTo("Let me see.");
    assertThat(caseResult.text()).isEqualTo("42");
  }

  @Test
  void badRequestIsAnErrorWithItsMessageAndIsNotRetried() {
    assertThat(failure(Case.BAD_REQUEST).message()).contains("too many words");
    assertThat(requests(Case.BAD_REQUEST)).isEqualTo(1);
  }

  @Test
  void rateLimitIsAnErrorWithItsMessageAfterTheUsualRetries() {
    assertThat(failure(Case.RATE_LIMIT).message()).contains("come back later");
    assertThat(requests(Case.RATE_LIMIT)).isEqualTo(sdkClient.attempts());
  }

  @ParameterizedTest
  @EnumSource(names = "CUT_.*", mode = EnumSource.Mode.MATCH_ALL)
  void brokenStreamIsAnErrorAndNoResponse(Case cut) {
    assertThat(failure(cut).toString())
        .satisfiesAnyOf(
            message -> assertThat(message).startsWith(sdkClient.cutError()),
            message -> assertThat(message).startsWith(sdkClient.reportedError()));
    assertThat("Hel").startsWith(result(cut).text());
    assertThat(result(cut).tokens()).isNull();
    assertThat(requests(cut)).isEqualTo(1);
  }
}
