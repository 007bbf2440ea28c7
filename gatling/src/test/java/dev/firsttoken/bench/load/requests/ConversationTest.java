package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
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
  private static final RequestOptions OPTIONS = new RequestOptions("m", "", 7, Map.of("frames", 5));

  private static RequestSource requestSource(boolean unique, String... prompts) {
    List<Prompt> lines = new ArrayList<>();
    for (String prompt : prompts) {
      lines.add(new Prompt(1, MessageText.userMessages(prompt), MessageText.BEFORE.length(), null));
    }
    return RequestSource.of(
        TARGET, OPTIONS, new WorkloadOptions(new Prompts(lines), null, 3, unique, null), 1);
  }

  private static JsonNode body(Conversation conversation) throws IOException {
    ByteBuf request = conversation.next();
    String text = request.toString(UTF_8);
    request.release();
    return JSON.readTree(text.substring(text.indexOf("\r\n\r\n") + 4));
  }

  private static List<String> messagesOf(JsonNode body) {
    List<String> messages = new ArrayList<>();
    for (JsonNode message : body.path("messages")) {
      messages.add(message.path("role").textValue() + ": " + message.path("content").textValue());
    }
    return messages;
  }

  @Test
  void eachTurnIsSentWithAllEarlierMessages() throws IOException {
    Conversation conversation = new Conversation(requestSource(false, "a", "b"), 3);

    JsonNode first = body(conversation);
    assertThat(messagesOf(first)).containsExactly("user: a");
    conversation.onResponse("é \"1\"\n");
    JsonNode second = body(conversation);
    assertThat(messagesOf(second))
        .containsExactly("user: a", "assistant: é \"1\"\n", "user: Go on.");
    conversation.onResponse("2");
    assertThat(messagesOf(body(conversation)))
        .containsExactly(
            "user: a", "assistant: é \"1\"\n", "user: Go on.", "assistant: 2", "user: Go on.");
    assertThat(second.path("frames")).isEqualTo(first.path("frames"));
    assertThat(second.path("max_tokens")).isEqualTo(first.path("max_tokens"));
  }

  @Test
  void newConversationStartsAfterTheLastTurn() throws IOException {
    Conversation conversation = new Conversation(requestSource(false, "a", "b"), 2);

    body(conversation);
    conversation.onResponse("1");
    body(conversation);
    conversation.onResponse("2");
    assertThat(messagesOf(body(conversation))).containsExactly("user: b");
  }

  @ParameterizedTest
  @NullAndEmptySource
  void conversationEndsWithAnEmptyResponse(@Nullable String emptyText) throws IOException {
    Conversation conversation = new Conversation(requestSource(false, "a", "b"), 3);

    body(conversation);
    conversation.onResponse(emptyText);
    assertThat(messagesOf(body(conversation))).containsExactly("user: b");
  }

  @Test
  void singleTurnIsNotAConversation() throws IOException {
    Conversation conversation = new Conversation(requestSource(false, "a", "b"), 1);

    assertThat(messagesOf(body(conversation))).containsExactly("user: a");
    conversation.onResponse("1");
    assertThat(messagesOf(body(conversation))).containsExactly("user: b");
  }

  @Test
  void uniquePrefixStaysWithItsConversation() throws IOException {
    Conversation conversation = new Conversation(requestSource(true, "a"), 2);

    String first = messagesOf(body(conversation)).getFirst();
    assertThat(first).matches("user: [0-9a-f]{16} a");
    conversation.onResponse("1");
    assertThat(messagesOf(body(conversation)))
        .containsExactly(first, "assistant: 1", "user: Go on.");
    conversation.onResponse("2");
    assertThat(messagesOf(body(conversation)).getFirst())
        .matches("user: [0-9a-f]{16} a")
        .isNotEqualTo(first);
  }
}
