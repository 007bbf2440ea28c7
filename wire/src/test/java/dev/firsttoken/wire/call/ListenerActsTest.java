package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener does from within what it is told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListenerActsTest {
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\nhello";
  private static final String SURPLUS = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad";

  @ParameterizedTest
  @CsvSource({
    "head, chunked",
    "data, chunked",
    "body, chunked",
    "head, length",
    "data, length",
    "body, length",
    "head, empty",
    "head, until close",
    "data, until close",
    "body, until close",
  })
  void abortIsTheLastThingTold(String moment, String kind) throws InterruptedException {
    String answer =
        switch (kind) {
          case "chunked" -> CHUNKED;
          case "length" -> LENGTH;
          case "empty" -> EMPTY;
          default -> UNTIL_CLOSE;
        };
    for (String surplus : new String[] {"", SURPLUS, SURPLUS + SURPLUS}) {
      for (int cut = answer.indexOf("\r\n\r\n"); cut <= answer.length(); cut++) {
        try (InMemory wire = new InMemory()) {
          Runnable abort = () -> wire.connection().abort(Ending.CANCELLED);
          Recorder recorder = wire.call(new Recorder().at(moment, abort));
          wire.read(answer.substring(0, cut), answer.substring(cut) + surplus, surplus);
          assertThat(recorder.end().ending()).isEqualTo(Ending.CANCELLED);
          assertThat(recorder.told()).endsWith(moment, "ended");
          assertThat(wire.open()).isFalse();
          assertThat(wire.connection().reusable()).isFalse();
        }
      }
    }
  }

  @Test
  void abortInWrittenEndsTheCallBeforeItsAnswer() throws InterruptedException {
    try (InMemory wire = new InMemory()) {
      Recorder recorder =
          wire.call(new Recorder().at("written", () -> wire.connection().abort(Ending.TIMED_OUT)));
      wire.read(LENGTH);
      assertThat(recorder.end().ending()).isEqualTo(Ending.TIMED_OUT);
      assertThat(recorder.end().untouched()).isTrue();
      assertThat(recorder.told()).containsExactly("written", "ended");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, LENGTH, EMPTY})
  void nextCallFromEndedGetsTheNextAnswer(String answer) throws InterruptedException {
    try (InMemory wire = new InMemory()) {
      Recorder second = new Recorder();
      wire.call(new Recorder().at("ended", () -> wire.call(second)));
      wire.read(answer);
      assertThat(second.told()).containsExactly("written");
      wire.read(LENGTH);
      assertThat(second.end().ending()).isEqualTo(Ending.COMPLETED);
      assertThat(second.data()).isEqualTo("hello");
      assertThat(second.end().untouched()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CHUNKED, LENGTH, EMPTY})
  void surplusIsNotTheAnswerOfACallFromEnded(String answer) throws InterruptedException {
    for (int cut = 0; cut <= SURPLUS.length(); cut++) {
      try (InMemory wire = new InMemory()) {
        Recorder second = new Recorder();
        Recorder first = wire.call(new Recorder().at("ended", () -> wire.call(second)));
        wire.readTogether(answer + SURPLUS.substring(0, cut), SURPLUS.substring(cut));
        assertThat(first.end().ending()).isEqualTo(Ending.COMPLETED);
        assertThat(second.end().ending()).isEqualTo(Ending.CUT);
        assertThat(second.end().untouched()).isTrue();
        assertThat(second.told()).containsExactly("ended");
        assertThat(wire.connection().reusable()).isFalse();
      }
    }
  }

  @Test
  void callFromEndedOnADeadConnectionIsToldNothingOfTheOldAnswer() throws InterruptedException {
    for (String answer : new String[] {CHUNKED, LENGTH, UNTIL_CLOSE}) {
      for (String moment : new String[] {"head", "data", "body"}) {
        try (InMemory wire = new InMemory()) {
          Recorder second = new Recorder();
          Recorder first =
              new Recorder()
                  .at(moment, () -> wire.connection().abort(Ending.CANCELLED))
                  .at("ended", () -> wire.connection().call(Caller.request(2), second));
          wire.call(first);
          wire.read(answer + SURPLUS);
          assertThat(first.end().ending()).isEqualTo(Ending.CANCELLED);
          assertThat(second.end().ending()).isEqualTo(Ending.CANCELLED);
          assertThat(second.end().untouched()).isTrue();
          assertThat(second.told()).containsExactly("ended");
        }
      }
    }
  }

  @Test
  void listenerThatThrowsEndsItsCallAsBroken() throws InterruptedException {
    for (String answer : new String[] {CHUNKED, LENGTH, UNTIL_CLOSE}) {
      try (InMemory wire = new InMemory()) {
        Runnable fault =
            () -> {
              throw new IllegalStateException("a fault of ours");
            };
        Recorder recorder = wire.call(new Recorder().at("head", fault));
        assertThat(wire.readWithFault(answer)).hasMessage("a fault of ours");
        assertThat(recorder.end().ending()).isEqualTo(Ending.RESET);
        assertThat(recorder.end().detail()).contains("a fault of ours");
      }
    }
  }
}
