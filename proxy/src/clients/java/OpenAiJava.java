import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.util.Arrays;
import java.util.Map;

/** Client of the openai-java library. Arguments: base URL, then cases. */
final class OpenAiJava {
  public static void main(String[] args) throws Exception {
    OpenAIClient client = OpenAIOkHttpClient.builder().baseUrl(args[0]).apiKey("none").build();
    Seen.each(
        Arrays.asList(args).subList(1, args.length),
        (name, seen) -> {
          if (name.equals("whole")) {
            whole(client, name, seen);
          } else {
            stream(client, name, seen);
          }
        });
    client.close();
  }

  private static void whole(OpenAIClient client, String name, Seen seen) {
    ChatCompletion answer = client.chat().completions().create(question(name).build());
    seen.text.append(answer.choices().get(0).message().content().orElse(""));
    answer.usage().ifPresent(usage -> seen.tokens = usage.completionTokens());
  }

  private static void stream(OpenAIClient client, String name, Seen seen) {
    ChatCompletionCreateParams params =
        question(name)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(chunk -> look(chunk, seen));
    }
  }

  @SuppressWarnings("deprecation") // The only access to a field that the library does not know.
  private static void look(ChatCompletionChunk chunk, Seen seen) {
    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
      ChatCompletionChunk.Choice.Delta delta = choice.delta();
      seen.text.append(delta.content().orElse(""));
      JsonValue reasoning = delta._additionalProperties().get("reasoning_content");
      if (reasoning != null) {
        seen.reasoning.append(reasoning.convert(String.class));
      }
      for (var call : delta.toolCalls().orElse(java.util.List.of())) {
        var function = call.function().orElseThrow();
        seen.tool((int) call.index(), function.name().orElse(""), function.arguments().orElse(""));
      }
    }
    chunk.usage().ifPresent(usage -> seen.tokens = usage.completionTokens());
  }

  private static ChatCompletionCreateParams.Builder question(String name) {
    ChatCompletionCreateParams.Builder question =
        ChatCompletionCreateParams.builder().model(name).addUserMessage("Hello");
    if (name.equals("tools")) {
      FunctionParameters parameters =
          FunctionParameters.builder()
              .putAdditionalProperty("type", JsonValue.from("object"))
              .putAdditionalProperty(
                  "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
              .build();
      question.addFunctionTool(
          FunctionDefinition.builder().name("weather").parameters(parameters).build());
    }
    return question;
  }
}
