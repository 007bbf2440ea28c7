package dev.firsttoken.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Prompts;
import dev.firsttoken.bench.options.Prompts.Prompt;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Target;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class ConversationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Target TARGET =
      new Target(URI.create("http://h/chat"), true, Duration.ofSeconds(1), null, null);
  private static final Ask ASK = new Ask("m", "", 7, Map.of("frames", 5));

  private static Requests asking(boolean unique, String... prompts) {
    List<Prompt> lines = new ArrayList<>();
    for (String prompt : prompts) {
      lines.add(new Prompt(1, ChatBody.messages(prompt), ChatBody.BEFORE_TEXT.length(), null));
    }
    return Requests.of(TARGET, ASK, new Talk(new Prompts(lines), null, 3, unique, null), 1);
  }

  private static JsonNode body(Conversation talk) throws IOException {
    ByteBuf request = talk.next();
    String text = request.toString(UTF_8);
    request.release();
    return JSON.readTree(text.substring(text.indexOf("\r\n\r\n") + 4));
  }

  private static List<String> said(JsonNode body) {
    List<String> said = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      said.add(message.path("role").textValue() + ": " + message.path("content").textValue());
    }
    return said;
  }

  @Test
  void eachTurnIsAskedWithAllThatWasSaidBefore() throws IOException {
    Conversation talk = new Conversation(asking(false, "a", "b"), 3);

    JsonNode first = body(talk);
    assertThat(said(first)).containsExactly("user: a");
    talk.answered("é \"1\"\n");
    JsonNode second = body(talk);
    assertThat(said(second)).containsExactly("user: a", "assistant: é \"1\"\n", "user: Go on.");
    talk.answered("2");
    assertThat(said(body(talk)))
        .containsExactly(
            "user: a", "assistant: é \"1\"\n", "user: Go on.", "assistant: 2", "user: Go on.");
    assertThat(second.path("frames")).isEqualTo(first.path("frames"));
    assertThat(second.path("max_tokens")).isEqualTo(first.path("max_tokens"));
  }

  @Test
  void newConversationBeginsAfterTheLastTurn() throws IOException {
    Conversation talk = new Conversation(asking(false, "a", "b"), 2);

    body(talk);
    talk.answered("1");
    body(talk);
    talk.answered("2");
    assertThat(said(body(talk))).containsExactly("user: b");
  }

  @ParameterizedTest
  @NullAndEmptySource
  void conversationEndsWithAnAnswerThatSaysNothing(@Nullable String nothing) throws IOException {
    Conversation talk = new Conversation(asking(false, "a", "b"), 3);

    body(talk);
    talk.answered(nothing);
    assertThat(said(body(talk))).containsExactly("user: b");
  }

  @Test
  void oneTurnIsNoConversation() throws IOException {
    Conversation talk = new Conversation(asking(false, "a", "b"), 1);

    assertThat(said(body(talk))).containsExactly("user: a");
    talk.answered("1");
    assertThat(said(body(talk))).containsExactly("user: b");
  }

  @Test
  void uniquePrefixStaysWithItsConversation() throws IOException {
    Conversation talk = new Conversation(asking(true, "a"), 2);

    String first = said(body(talk)).getFirst();
    assertThat(first).matches("user: [0-9a-f]{16} a");
    talk.answered("1");
    assertThat(said(body(talk))).containsExactly(first, "assistant: 1", "user: Go on.");
    talk.answered("2");
    assertThat(said(body(talk)).getFirst()).matches("user: [0-9a-f]{16} a").isNotEqualTo(first);
  }
}
