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
    CaseOutput.runEach(
        Arrays.asList(args).subList(1, args.length),
        (name, output) -> {
          if (name.equals("buffered")) {
            sendBuffered(client, name, output);
          } else {
            sendStreamed(client, name, output);
          }
        });
    client.close();
  }

  private static void sendBuffered(OpenAIClient client, String name, CaseOutput output) {
    ChatCompletion response = client.chat().completions().create(request(name).build());
    output.text.append(response.choices().get(0).message().content().orElse(""));
    response.usage().ifPresent(usage -> output.tokens = usage.completionTokens());
  }

  private static void sendStreamed(OpenAIClient client, String name, CaseOutput output) {
    ChatCompletionCreateParams params =
        request(name)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> chunks =
        client.chat().completions().createStreaming(params)) {
      chunks.stream().forEach(chunk -> addChunk(chunk, output));
    }
  }

  @SuppressWarnings("deprecation") // The only access to a field that the library does not know.
  private static void addChunk(ChatCompletionChunk chunk, CaseOutput output) {
    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
      ChatCompletionChunk.Choice.Delta delta = choice.delta();
      output.text.append(delta.content().orElse(""));
      JsonValue reasoning = delta._additionalProperties().get("reasoning_content");
      if (reasoning != null) {
        output.reasoning.append(reasoning.convert(String.class));
      }
      for (var call : delta.toolCalls().orElse(java.util.List.of())) {
        var function = call.function().orElseThrow();
        output.tool(
            (int) call.index(), function.name().orElse(""), function.arguments().orElse(""));
      }
    }
    chunk.usage().ifPresent(usage -> output.tokens = usage.completionTokens());
  }

  private static ChatCompletionCreateParams.Builder request(String name) {
    ChatCompletionCreateParams.Builder request =
        ChatCompletionCreateParams.builder().model(name).addUserMessage("Hello");
    if (name.equals("tools")) {
      FunctionParameters parameters =
          FunctionParameters.builder()
              .putAdditionalProperty("type", JsonValue.from("object"))
              .putAdditionalProperty(
                  "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
              .build();
      request.addFunctionTool(
          FunctionDefinition.builder().name("weather").parameters(parameters).build());
    }
    return request;
  }
}
