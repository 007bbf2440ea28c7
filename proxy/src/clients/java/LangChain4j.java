import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Client of the langchain4j-open-ai library. Arguments: base URL, then cases. */
final class LangChain4j {
  public static void main(String[] args) throws Exception {
    CaseOutput.runEach(
        Arrays.asList(args).subList(1, args.length),
        (name, output) -> {
          if (name.equals("buffered")) {
            sendBuffered(args[0], name, output);
          } else {
            sendStreamed(args[0], name, output);
          }
        });
  }

  private static void sendBuffered(String baseUrl, String name, CaseOutput output) {
    ChatResponse response =
        OpenAiChatModel.builder()
            .baseUrl(baseUrl)
            .apiKey("none")
            .modelName(name)
            .build()
            .chat(request(name));
    output.text.append(response.aiMessage().text());
    setTokens(response, output);
  }

  private static void sendStreamed(String baseUrl, String name, CaseOutput output)
      throws Exception {
    Handler handler = new Handler(output);
    OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("none")
        .modelName(name)
        .returnThinking(true)
        .build()
        .chat(request(name), handler);
    try {
      setTokens(handler.completeResponse.get(), output);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static void setTokens(ChatResponse response, CaseOutput output) {
    if (response.tokenUsage() != null) {
      output.tokens = response.tokenUsage().outputTokenCount().longValue();
    }
  }

  private static ChatRequest request(String name) {
    ChatRequest.Builder request = ChatRequest.builder().messages(UserMessage.from("Hello"));
    if (name.equals("tools")) {
      request.toolSpecifications(
          ToolSpecification.builder()
              .name("weather")
              .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
              .build());
    }
    return request.build();
  }

  private static final class Handler implements StreamingChatResponseHandler {
    final CompletableFuture<ChatResponse> completeResponse = new CompletableFuture<>();
    private final CaseOutput output;

    Handler(CaseOutput output) {
      this.output = output;
    }

    @Override
    public void onPartialResponse(String text) {
      output.text.append(text);
    }

    @Override
    public void onPartialThinking(PartialThinking thinking) {
      output.reasoning.append(thinking.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall call) {
      output.tool(call.index(), call.name(), call.partialArguments());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      completeResponse.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      completeResponse.completeExceptionally(error);
    }
  }
}
