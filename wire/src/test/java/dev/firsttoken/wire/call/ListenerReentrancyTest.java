package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and aborts from within callbacks of the listener. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerReentrancyTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nhello";
  private static final String SURPLUS = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad";

  @ParameterizedTest
  @CsvSource({
    "headers, chunked",
    "data, chunked",
    "body, chunked",
    "headers, length",
    "data, length",
    "body, length",
    "headers, empty",
    "headers, until close",
    "data, until close",
    "body, until close",
  })
  void nothingIsReportedAfterAnAbort(String callback, String kind) throws InterruptedException {
    String response =
        switch (kind) {
          case "chunked" -> CHUNKED;
          case "length" -> LENGTH;
          case "empty" -> EMPTY;
          default -> UNTIL_CLOSE;
        };
    for (String surplus : new String[] {"", SURPLUS, SURPLUS + SURPLUS}) {
      for (int cut = response.indexOf("\r\n\r\n"); cut <= response.length(); cut++) {
        try (EmbeddedConnection wire = new EmbeddedConnection()) {
          Runnable abort = () -> wire.connection().abort(CallOutcome.CANCELLED);
          RecordingCallListener recorder =
              wire.call(new RecordingCallListener().runOn(callback, abort));
          wire.read(response.substring(0, cut), response.substring(cut) + surplus, surplus);
          assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.CANCELLED);
          assertThat(recorder.callbacks()).endsWith(callback, "ended");
          assertThat(wire.isOpen()).isFalse();
          assertThat(wire.connection().isReusable()).isFalse();
        }
      }
    }
  }

  @Test
  void abortInOnRequestWrittenEndsTheCallBeforeItsResponse() throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener recorder =
          wire.call(
              new RecordingCallListener()
                  .runOn("written", () -> wire.connection().abort(CallOutcome.TIMED_OUT)));
      wire.read(LENGTH);
      assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.TIMED_OUT);
      assertThat(recorder.result().noBytesReceived()).isTrue();
      assertThat(recorder.callbacks()).containsExactly("written", "ended");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, LENGTH, EMPTY})
  void callFromOnEndedGetsTheNextResponse(String response) throws InterruptedException {
    try (EmbeddedConnection wire = new EmbeddedConnection()) {
      RecordingCallListener second = new RecordingCallListener();
      wire.call(new RecordingCallListener().runOn("ended", () -> wire.call(second)));
      wire.read(response);
      assertThat(second.callbacks()).containsExactly("written");
      wire.read(LENGTH);
      assertThat(second.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
      assertThat(second.data()).isEqualTo("hello");
      assertThat(second.result().noBytesReceived()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, LENGTH, EMPTY})
  void surplusBytesAreNotTheResponseOfACallFromOnEnded(String response)
      throws InterruptedException {
    for (int cut = 0; cut <= SURPLUS.length(); cut++) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        RecordingCallListener second = new RecordingCallListener();
        RecordingCallListener first =
            wire.call(new RecordingCallListener().runOn("ended", () -> wire.call(second)));
        wire.readTogether(response + SURPLUS.substring(0, cut), SURPLUS.substring(cut));
        assertThat(first.result().outcome()).isEqualTo(CallOutcome.COMPLETED);
        assertThat(second.result().outcome()).isEqualTo(CallOutcome.TRUNCATED);
        assertThat(second.result().noBytesReceived()).isTrue();
        assertThat(second.callbacks()).containsExactly("ended");
        assertThat(wire.connection().isReusable()).isFalse();
      }
    }
  }

  @Test
  void callFromOnEndedAfterAnAbortReceivesNothingOfTheOldResponse() throws InterruptedException {
    for (String response : new String[] {CHUNKED, LENGTH, UNTIL_CLOSE}) {
      for (String callback : new String[] {"headers", "data", "body"}) {
        try (EmbeddedConnection wire = new EmbeddedConnection()) {
          RecordingCallListener second = new RecordingCallListener();
          RecordingCallListener first =
              new RecordingCallListener()
                  .runOn(callback, () -> wire.connection().abort(CallOutcome.CANCELLED))
                  .runOn("ended", () -> wire.connection().call(Caller.request(2), second));
          wire.call(first);
          wire.read(response + SURPLUS);
          assertThat(first.result().outcome()).isEqualTo(CallOutcome.CANCELLED);
          assertThat(second.result().outcome()).isEqualTo(CallOutcome.CANCELLED);
          assertThat(second.result().noBytesReceived()).isTrue();
          assertThat(second.callbacks()).containsExactly("ended");
        }
      }
    }
  }

  @Test
  void exceptionInAListenerEndsItsCallAsReset() throws InterruptedException {
    for (String response : new String[] {CHUNKED, LENGTH, UNTIL_CLOSE}) {
      try (EmbeddedConnection wire = new EmbeddedConnection()) {
        Runnable throwing =
            () -> {
              throw new IllegalStateException("listener failure");
            };
        RecordingCallListener recorder =
            wire.call(new RecordingCallListener().runOn("headers", throwing));
        assertThat(wire.readExpectingException(response)).hasMessage("listener failure");
        assertThat(recorder.result().outcome()).isEqualTo(CallOutcome.RESET);
        assertThat(recorder.result().detail()).contains("listener failure");
      }
    }
  }
}
