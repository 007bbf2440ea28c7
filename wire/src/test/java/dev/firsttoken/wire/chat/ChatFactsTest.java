package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.Pieces;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the facts besides content are told by. */
class ChatFactsTest {

  @ParameterizedTest
  @ValueSource(strings = {"stop", "length", "tool_calls", "content_filter", "function_call"})
  void knownFinishReasonsAreFoundAndNotMade(String reason) {
    String found = Seen.inQuoted("{'choices':[{'finish_reason':'" + reason + "'}]}").finishReason();
    assertThat(found).isEqualTo(reason).isSameAs(reason.intern());
  }

  @Test
  void unknownFinishReasonsAreKeptUpTo64Bytes() {
    assertThat(finishReason("'eos'")).isEqualTo("eos");
    assertThat(finishReason("'sto'")).isEqualTo("sto");
    assertThat(finishReason("'stops'")).isEqualTo("stops");
    assertThat(finishReason("'épuisé'")).isEqualTo("épuisé");
    assertThat(finishReason("'\\u00e9\\n\\ud83d\\ude00'")).isEqualTo("?\n??");
    assertThat(finishReason("'" + "x".repeat(64) + "'")).isEqualTo("x".repeat(64));
    assertThat(finishReason("'" + "x".repeat(65) + "\\n'")).isEqualTo("x".repeat(64));
    assertThat(finishReason("'" + "\\n".repeat(65) + "x'")).isEqualTo("\n".repeat(64));
  }

  @Test
  void noFinishReasonIsNull() {
    assertThat(finishReason("null")).isNull();
    assertThat(finishReason("''")).isNull();
    assertThat(finishReason("7")).isNull();
    assertThat(finishReason("['stop']")).isNull();
  }

  @Test
  void lastFinishReasonCounts() {
    assertThat(
            Seen.inQuoted(
                    "{'choices':[{'finish_reason':'stop'},{'finish_reason':'length'},"
                        + "{'finish_reason':null}]}")
                .finishReason())
        .isEqualTo("length");
  }

  @Test
  void usageIsOfTheTopLevel() {
    assertThat(
            Seen.inQuoted(
                    "{'choices':[],'usage':{'prompt_tokens':16,'completion_tokens':300,"
                        + "'completion_tokens_details':{'completion_tokens':1},'total_tokens':316}}")
                .usage())
        .containsExactly(300L, 16L);
    assertThat(Seen.inQuoted("{'usage':null}").usage()).containsExactly(-1L, -1L);
    assertThat(Seen.inQuoted("{'usage':{'completion_tokens':null,'prompt_tokens':'7'}}").usage())
        .containsExactly(-1L, -1L);
    assertThat(
            Seen.inQuoted("{'usage':{'completion_tokens':1000000000,'prompt_tokens':1000000001}}")
                .usage())
        .containsExactly(1_000_000_000L, -1L);
    assertThat(Seen.inQuoted("{'usage':{'completion_tokens':0}}").usage()).containsExactly(0L, -1L);
  }

  @Test
  void numbersAreLongsOrAbsent() {
    assertThat(seq("0")).isEqualTo(0);
    assertThat(seq("-0")).isEqualTo(0);
    assertThat(seq("-7")).isEqualTo(-7);
    assertThat(seq("1234567890123456789")).isEqualTo(1_234_567_890_123_456_789L);
    assertThat(seq("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(seq("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    for (String number :
        List.of(
            "9223372036854775808",
            "-9223372036854775809",
            "92233720368547758070",
            "100000000000000000000000000000",
            "1.0",
            "1e3",
            "0.5",
            "0e1",
            "-1E-7",
            "true",
            "[7]",
            "'7'")) {
      assertThat(seq(number)).as(number).isEqualTo(-1);
    }
  }

  @Test
  void stampsAreOfTheTopLevel() {
    assertThat(Seen.inQuoted("{'seq':7,'choices':[{'seq':1}],'due_ns':8,'sent_ns':9}").stamps())
        .containsExactly(7L, 8L, 9L);
  }

  @Test
  void errorIsWhateverIsNotNull() {
    for (String error : List.of("{'message':'x'}", "{}", "'x'", "''", "0", "false", "true", "[]")) {
      assertThat(Seen.inQuoted("{'error':" + error + ",'x':null}").error()).as(error).isTrue();
    }
    assertThat(Seen.inQuoted("{'error':null,'x':{'y':[1]},'z':'x'}").error()).isFalse();
    assertThat(Seen.inQuoted("{'errors':{},'x':{'error':{}}}").error()).isFalse();
  }

  @Test
  void doneIsExactlyThatWithWhiteSpaceAround() {
    assertThat(Seen.in("[DONE]")).isEqualTo(Seen.DONE);
    assertThat(Seen.in(" \t\n\r[DONE]\n ")).isEqualTo(Seen.DONE);
    for (String data :
        List.of(
            "[done]",
            "[ DONE]",
            "[DONE ]",
            "[DONE",
            "DONE",
            "[[DONE]]",
            "[DONE]]",
            "[DONE]x",
            "[DONE][DONE]",
            "[1,DONE]",
            "{\"x\":[DONE]}")) {
      assertThat(Seen.in(data)).as(data).isEqualTo(Seen.MALFORMED);
    }
    assertThat(Seen.in("\"[DONE]\"")).isEqualTo(Seen.NOTHING);
    assertThat(Seen.in("[\"DONE\"]")).isEqualTo(Seen.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", ":", ": ping", ":{\"seq\":1}", " : OPENROUTER", ":\n:"})
  void dataThatIsEmptyOrACommentIsAKeepAlive(String data) {
    assertThat(keepAlive(data)).isTrue();
    assertThat(Seen.in(data)).isEqualTo(Seen.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "{", "{:", "[:]", "1:", "{}:", "{\"x\"::1}", "{}", "[DONE]", "0"})
  void otherDataIsNoKeepAlive(String data) {
    assertThat(keepAlive(data)).isFalse();
  }

  @Test
  void factsOfOneEventAreForgottenByTheNext() {
    String all =
        "{'choices':[{'delta':{'content':'x','reasoning':'x','function_call':{'arguments':'x'}},"
            + "'finish_reason':'stop'}],'usage':{'completion_tokens':1,'prompt_tokens':1},"
            + "'error':1,'seq':1,'due_ns':1,'sent_ns':1";
    List<Seen> seen = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> seen.add(Seen.of(facts)));
    Seen.read(scanner, all + "}");
    Seen.read(scanner, "{}");
    Seen.read(scanner, all);
    Seen.read(scanner, "{}");
    Seen.read(scanner, "[DONE]");
    Seen.read(scanner, "{}");
    Seen.read(scanner, "{'x':[['");
    Seen.read(scanner, "null");
    Seen.read(scanner, "{'seq':7}");
    assertThat(seen.get(0))
        .isEqualTo(
            new Seen(
                true,
                true,
                true,
                false,
                false,
                true,
                false,
                List.of(1L, 1L),
                "stop",
                List.of(1L, 1L, 1L)));
    assertThat(seen.subList(1, 8))
        .containsExactly(
            Seen.NOTHING,
            Seen.MALFORMED,
            Seen.NOTHING,
            Seen.DONE,
            Seen.NOTHING,
            Seen.MALFORMED,
            Seen.NOTHING);
    assertThat(seen.get(8).stamps()).containsExactly(7L, -1L, -1L);
  }

  @Test
  void sinkThatThrowsLosesItsOwnEventOnly() {
    List<Seen> seen = new ArrayList<>();
    ChatScanner scanner =
        new ChatScanner(
            facts -> {
              seen.add(Seen.of(facts));
              if (facts.error()) {
                throw new IllegalStateException("told");
              }
            });
    assertThatThrownBy(() -> Seen.read(scanner, "{'error':1}")).hasMessage("told");
    Seen.read(scanner, "{}");
    assertThat(seen.get(1)).isEqualTo(Seen.NOTHING);
  }

  /** Of an event behind another one, whatever way it is cut. */
  private static boolean keepAlive(String data) {
    List<Boolean> seen = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> seen.add(facts.keepAlive()));
    Seen.read(scanner, "{'x':1}");
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      Pieces.cutAt(cut, bytes, scanner::data);
      scanner.event();
    }
    assertThat(seen.subList(1, seen.size())).containsOnly(seen.getLast());
    return seen.getLast();
  }

  private static @Nullable String finishReason(String value) {
    return Seen.inQuoted("{'choices':[{'finish_reason':" + value + "}]}").finishReason();
  }

  private static long seq(String number) {
    Seen seen = Seen.inQuoted("{'seq':" + number + "}");
    assertThat(seen.malformed()).isFalse();
    return seen.stamps().getFirst();
  }
}
